# System: demo, health, preferences.
demo-title = Demo: people and messages
demo-lead = Everybody here is invented; only a demo shows passwords, codes and messages. Sign in as somebody, or open a link from a message.
demo-codes = Codes change in { $seconds } seconds; refresh to see new ones
demo-messages = Messages sent
demo-open = Open the link
demo-no-messages = No message yet.
demo-pages = Every page, as examples
demo-pages-lead = Every page in each of its states, with invented data; language and size of type are switched above.
