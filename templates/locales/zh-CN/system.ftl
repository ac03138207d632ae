# System: demo, health, preferences.
demo-title = 演示：人物与短信
demo-lead = 这里的人都是虚构的，只在演示中可以看到密码、验证码和短信。挑一个人登录，或者打开短信里的链接。
demo-codes = 验证码还有 { $seconds } 秒更新，刷新本页看新的
demo-messages = 发出的短信
demo-open = 打开链接
demo-no-messages = 还没有发出短信。
demo-pages = 全部页面样例
demo-pages-lead = 每个页面的每种样子，数据都是虚构的；语言和字号用上方的按钮切换。
