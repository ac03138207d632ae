// What happens beside the straight road: supplements, refusals, kiosk, two people at once, lost things, first run.
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { createHmac } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { cast, faults, freshCode, linkFor, PHONE, signIn, smsCode, start, until, visitor } from "./portal.mjs";

const samples = new URL("../samples/01-consumer-instalments/", import.meta.url).pathname;
let portal;
before(async () => { portal = await start(); });
after(async () => { await portal.stop(); });

const press = (page, words) => page.press(words);
const sound = async (page, where) => {
  assert.deepEqual(await faults(page), [], where);
};
const words = (page) => page.locator("main").innerText();
const find = async (page, text) => {
  await page.goto(`${portal.origin}/find?q=${encodeURIComponent(text)}`);
  await page.click("a[data-row]");
  return new URL(page.url()).pathname;
};

/** A party on its phone, as far as its own case. */
async function enter(phone, lastFour, options = PHONE) {
  const page = await visitor(portal, options);
  await page.goto(portal.origin + (await linkFor(portal, phone)));
  await page.click("a.primary");
  await page.fill("#last_four", lastFour);
  await press(page, "发验证码给我");
  await page.fill("#code", await smsCode(portal, phone));
  await press(page, "进入我的案件");
  return page;
}

describe("beside the straight road", () => {
  it("a supplement comes back anchored to its part, and returns to the studio", async () => {
    const mediator = await signIn(portal, "market");
    const address = await find(mediator, "何桂芳");
    await sound(mediator, "a case to supplement");
    assert.match(await words(mediator), /补正通知[\s\S]*身份证明看不清/);
    await mediator.click('.panel:has-text("补正通知") a:has-text("材料")');
    await mediator.selectOption("#kind", "identity");
    await mediator.selectOption("#party", "B");
    await mediator.setInputFiles("#file", samples + "identity-B.png");
    await press(mediator, "上传");
    await mediator.goto(portal.origin + address + "/terms");
    await mediator.fill('[name="/terms/2/text"]', "双方就本纠纷再无任何争议。");
    await press(mediator, "保存，回到案件");
    await mediator.goto(portal.origin + address + "/check");
    await press(mediator, "提交补正");
    assert.match(await mediator.locator(".summary").innerText(), /重新签名的调解协议/, "changed terms want a newly signed agreement");
    await mediator.goto(portal.origin + address + "/files");
    await mediator.selectOption("#kind", "agreement");
    await mediator.setInputFiles("#file", samples + "agreement.pdf");
    await press(mediator, "上传");
    await mediator.goto(portal.origin + address + "/check");
    await press(mediator, "提交补正");
    assert.match(await words(mediator), /补正已提交/);
    const clerk = await signIn(portal, "clerk");
    await clerk.goto(`${portal.origin}/studio?at=again`);
    assert.match(await words(clerk), /何桂芳/);
    await clerk.click('tr:has-text("何桂芳") a[data-row]');
    await clerk.click('a:has-text("发补正通知")');
    await clerk.selectOption("#part-0", "facts");
    await clerk.fill("#defect-0", "没有写明检测日期。");
    await clerk.fill("#form-0", "写明日期");
    await press(clerk, "发出补正通知");
    assert.match(await clerk.locator(".summary").innerText(), /一次告知/, "a second notice wants its reason");
    assert.equal(await clerk.inputValue("#defect-0"), "没有写明检测日期。", "what was typed is kept");
    await sound(clerk, "a second notice");
  });

  it("a party says no: it stops kindly, and the mediator is told why", async () => {
    const party = await enter("19900001452", "205J");
    await party.click("a.primary");
    await party.click("a.primary");
    await party.check('[id="answer=no"]');
    await press(party, "记下回答，看下一题");
    await sound(party, "stop");
    await party.fill("#why", "分期的日子和当时说的不一样");
    await press(party, "停下来，告诉调解员");
    assert.match(await words(party), /已经停下来/);
    const mediator = await signIn(portal, "market");
    await find(mediator, "彭丽萍");
    assert.match(await words(mediator), /当事人没有确认[\s\S]*分期的日子和当时说的不一样/);
    await sound(mediator, "a declined case");
  });

  it("a party confirms at the agency's machine, and the mediator is signed out there", async () => {
    const mediator = await signIn(portal, "town");
    const address = await find(mediator, "唐亮");
    await Promise.all([mediator.waitForNavigation(), mediator.click('li:has-text("唐亮") button:has-text("用本机现场确认")')]);
    assert.equal(new URL(mediator.url()).pathname, "/my");
    await mediator.click("a.primary");
    await mediator.click("a.primary");
    for (const button of ["记下回答，看下一题", "记下回答，看下一题", "记下回答，看下一题", "记下回答，选怎么收文书"]) {
      await mediator.check('[id="answer=yes"]');
      await press(mediator, button);
    }
    await mediator.check('[id="channel=post"]');
    await mediator.fill("#address", "短");
    await press(mediator, "下一步：核对");
    assert.equal(await mediator.locator(".field.wrong").count(), 1);
    await mediator.fill("#address", "浙江省示范县城关镇柳园路91号");
    await press(mediator, "下一步：核对");
    await mediator.fill("#last_four", "0000");
    await mediator.fill("#name", "唐亮");
    await press(mediator, "确认并申请司法确认");
    assert.equal(await mediator.locator(".field.wrong:has(#last_four)").count(), 1, "at the machine the document is asked for");
    await mediator.fill("#last_four", "0335");
    await press(mediator, "确认并申请司法确认");
    assert.match(await words(mediator), /还在等冯德明/);
    await mediator.goto(portal.origin + address);
    assert.equal(new URL(mediator.url()).pathname, "/login", "the mediator's pages are closed on this machine");
    await mediator.goto(`${portal.origin}/my/done`);
    await press(mediator, "办完了，退出并交还设备");
    await mediator.goto(`${portal.origin}/my`);
    assert.match(await words(mediator), /重新进入|长时间/, "nothing of the visit stays");
  });

  it("two clerks at once: one wins, the other is told who, and nothing is half done", async () => {
    const [first, second] = [await signIn(portal, "clerk"), await signIn(portal, "clerk2")];
    await find(first, "金树林");
    const address = await find(second, "金树林");
    await press(first, "受理并编号");
    assert.match(await words(first), /已受理/);
    await press(second, "受理并编号");
    assert.match(await words(second), /叶知秋在 \d\d:\d\d 先办了“受理”/);
    await sound(second, "overtaken");
    await second.goto(portal.origin + address);
    assert.match(await words(second), /诉前调确\d+号/);
  });

  it("a judge in two windows: the approval stands, the later return is told who and when, with its reason kept", async () => {
    const [first, second] = [await signIn(portal, "judge"), await signIn(portal, "judge")];
    await first.click(".cards a");
    const address = new URL(first.url()).pathname;
    await second.goto(portal.origin + address);
    await first.fill("#code", await freshCode(portal, "judge"));
    await press(first, "签发裁定书");
    await second.unfold("退回或者回避");
    await second.fill("#reason", "第二条的付款日与协议不一致。");
    await press(second, "退回工作室");
    assert.match(await words(second), /在 \d\d:\d\d 先办了“/);
    assert.match(await words(second), /第二条的付款日与协议不一致。/, "the reason is kept");
    await sound(second, "a later return");
  });

  it("a stale tab: what was typed in it is shown beside what somebody has kept since", async () => {
    const [first, second] = [await signIn(portal, "ecology"), await signIn(portal, "ecology")];
    await first.click("a[data-row]");
    const address = `${new URL(first.url()).pathname}/facts`;
    for (const page of [first, second]) await page.goto(portal.origin + address);
    await first.fill('[name="/facts"]', "先保存的一段纠纷经过。");
    await press(first, "保存，回到案件");
    await second.fill('[name="/facts"]', "后写的一段纠纷经过。");
    await press(second, "保存，回到案件");
    assert.match(await words(second), /后写的一段纠纷经过。/, "the text is kept");
    await sound(second, "a stale tab");
    await second.goto(portal.origin + address);
    assert.equal(await second.inputValue('[name="/facts"]'), "先保存的一段纠纷经过。", "and has changed nothing");
  });

  it("another's case, and another role's page, are not there", async () => {
    const ecology = await signIn(portal, "ecology");
    const clerk = await signIn(portal, "clerk");
    const address = (await find(clerk, "金树林")).replace("/studio/", "/agency/");
    for (const path of [address, "/studio", "/judge", "/admin", "/agency/cases/00000000000000000000000000"]) {
      const answer = await ecology.goto(portal.origin + path);
      assert.equal(answer.status(), 404, path);
      assert.match(await words(ecology), /没有找到/);
    }
  });

  it("a lost authenticator: a recovery code lets in once", async () => {
    const page = await signIn(portal, "bureau");
    await page.goto(`${portal.origin}/account`);
    await sound(page, "account");
    await page.fill("#code", await freshCode(portal, "bureau"));
    await press(page, "重新生成十个");
    const codes = await page.locator("ul.mono li").allInnerTexts();
    assert.equal(codes.length, 10);
    await sound(page, "recovery codes");
    const { password } = (await cast(portal)).accounts.bureau;
    for (const [time, wanted] of [/恢复码用掉一个/, /动态验证码不对/].entries()) {
      const other = await visitor(portal);
      await other.goto(`${portal.origin}/login`);
      await other.fill("#login", "bureau");
      await other.fill("#password", password);
      await press(other, "下一步");
      await other.fill("#code", codes[0].toLowerCase());
      await press(other, "登录");
      assert.match(await words(other), wanted, `time ${time + 1}`);
      await other.context().close();
    }
  });

  it("a forgotten password: the administrator gives a link, which works once", async () => {
    const lost = await visitor(portal);
    await lost.goto(`${portal.origin}/forgot`);
    await lost.fill("#login", "clerk2");
    await press(lost, "通知管理员");
    const admin = await signIn(portal, "admin");
    assert.match(await words(admin), /池晓岚/);
    await sound(admin, "tasks");
    await admin.click('a:has-text("池晓岚")');
    await sound(admin, "a person");
    await admin.fill("#code-access", await freshCode(portal, "admin"));
    await press(admin, "给新密码链接");
    const link = (await admin.locator(".mono").innerText()).trim();
    const president = await signIn(portal, "president");
    assert.match(await words(president), /池晓岚：重设密码/);
    await sound(president, "what waits for the president");
    await president.fill('[name="own_code"]', await freshCode(portal, "president"));
    await press(president, "确认");
    const opening = (await president.locator(".mono").innerText()).trim();
    await lost.goto(link);
    await sound(lost, "new password");
    await lost.fill("#opening", opening);
    await lost.fill("#password", "12345678");
    await press(lost, "保存密码");
    assert.equal(await lost.locator(".field.wrong").count(), 1, "a common password is refused at its field");
    await lost.fill("#password", "一句不常见的长话");
    await press(lost, "保存密码");
    assert.match(await words(lost), /密码已保存/);
    const again = await lost.goto(link);
    assert.equal(again.status(), 410);
    await lost.goto(`${portal.origin}/login`);
    await lost.fill("#login", "clerk2");
    await lost.fill("#password", "一句不常见的长话");
    await press(lost, "下一步");
    assert.match(await lost.locator("h1").innerText(), /动态验证码/);
  });

  it("public and party pages hold at 320 px, at double zoom, in large type, in English", async () => {
    const link = await linkFor(portal, "19900001491");
    for (const lang of ["zh", "en"]) {
      const page = await visitor(portal, { viewport: { width: 320, height: 700 } });
      await page.goto(portal.origin);
      if (lang === "en") await press(page, "English");
      await press(page, lang === "en" ? "Large type" : "大字版");
      for (const path of ["/", "/apply", "/agencies", "/v", "/v/0000-0000-0000", "/c", link, `${link}/identity`, `${link}/help`, "/privacy", "/accessibility", "/keys", "/login", "/nothing"]) {
        await page.goto(portal.origin + path);
        await sound(page, `${path} in ${lang}, large, 320 px`);
      }
      await page.context().close();
    }
    const wide = await visitor(portal, { viewport: { width: 640, height: 400 }, deviceScaleFactor: 2 });
    await wide.goto(portal.origin);
    await sound(wide, "home at double zoom");
  });
});

describe("first run", () => {
  it("two administrators set up their accounts and, by two halves, the first judge's", async () => {
    const binary = process.env.PORTAL ?? new URL("../../target/debug/portal", import.meta.url).pathname;
    const folder = await mkdtemp(join(tmpdir(), "portal-first-"));
    const made = spawnSync(binary, ["init", "--data", join(folder, "data"), "--host", "confirm.court.example"], { encoding: "utf8" });
    const tokens = [...(made.stdout + made.stderr).matchAll(/\/setup\/([0-9A-Z]+)/g)].map((m) => m[1]);
    assert.equal(tokens.length, 2, "two links, for two administrators");
    const port = 18000 + Math.floor(Math.random() * 2000);
    const server = spawn(binary, ["serve", "--data", join(folder, "data"), "--listen", `127.0.0.1:${port}`], { stdio: "ignore" });
    const origin = `http://127.0.0.1:${port}`;
    try {
      await until(async () => (await fetch(`${origin}/healthz`).catch(() => null))?.ok);
      const setUp = async (token, name, login, phone) => {
        const page = await visitor(portal);
        await page.goto(`${origin}/setup/${token}`);
        await sound(page, "setting up an administrator");
        await page.fill("#name", name);
        await page.fill("#login", login);
        await page.fill("#phone", "123");
        await page.fill("#password", "一句不常见的长话");
        await press(page, "保存密码");
        assert.equal(await page.locator(".field.wrong:has(#phone)").count(), 1, "nobody is reached by 123");
        await page.fill("#phone", phone);
        await page.fill("#password", "一句不常见的长话");
        await press(page, "保存密码");
        return { page, secret: await connect(page) };
      };
      const first = await setUp(tokens[0], "范守一", "fan", "19900001452");
      assert.equal((await first.page.goto(`${origin}/setup/${tokens[0]}`)).status(), 410);
      await enterDesk(first, origin, "fan");
      await invite(first, origin, "江明理", "jiang", "judge");
      assert.match(await words(first.page), /还没有两位管理员/, "no judge before two administrators");
      const second = await setUp(tokens[1], "阮青禾", "ruan", "19900001453");
      await enterDesk(second, origin, "ruan");
      await invite(first, origin, "江明理", "jiang", "judge");
      await sound(first.page, "half an invitation");
      assert.match(await words(first.page), /这是一半/);
      const link = new URL((await first.page.locator(".mono").innerText()).trim()).pathname;
      const judge = await visitor(portal);
      await judge.goto(origin + link);
      assert.match(await words(judge), /还要等第二人确认/, "the link alone opens nothing");
      await first.page.goto(`${origin}/admin/proposals`);
      assert.match(await words(first.page), /你提出的/, "not by whoever proposed");
      await second.page.goto(`${origin}/admin/proposals`);
      await sound(second.page, "what waits");
      await second.page.fill('[name="own_code"]', await unused(second));
      await press(second.page, "确认");
      await sound(second.page, "the opening code");
      const opening = (await second.page.locator(".mono").innerText()).trim();
      await judge.goto(origin + link);
      await judge.fill("#opening", "0000-0000-0000");
      await judge.fill("#password", "一句不常见的长话");
      await press(judge, "保存密码");
      assert.equal(await judge.locator(".field.wrong:has(#opening)").count(), 1);
      await sound(judge, "a wrong opening code");
      await judge.fill("#opening", opening);
      await judge.fill("#password", "一句不常见的长话");
      await press(judge, "保存密码");
      const third = { page: judge, secret: await connect(judge) };
      await enterDesk(third, origin, "jiang");
      assert.equal(new URL(judge.url()).pathname, "/judge", "the first judge is at the desk");
      await second.page.goto(`${origin}/admin/history`);
      await sound(second.page, "the history of administration");
      assert.match(await words(second.page), /阮青禾[\s\S]*确认[\s\S]*江明理[\s\S]*范守一[\s\S]*提出[\s\S]*江明理/);
      assert.equal((await fetch(`${origin}/demo`, { headers: { accept: "text/html" } })).status, 404, "outside the demo there is no demo page");
    } finally {
      server.kill("SIGKILL");
      await rm(folder, { recursive: true, force: true });
      await rm(join(folder, "data.roots"), { recursive: true, force: true });
    }
  });
});

/** Connects an authenticator on the page that offers it; gives its secret. */
async function connect(page) {
  await sound(page, "second factor");
  const secret = /输入：([A-Z2-7 ]+)/.exec(await words(page))[1].replaceAll(" ", "");
  await page.fill("#code", await unused({ secret }));
  await press(page, "绑定");
  assert.equal(await page.locator("ul.mono li").count(), 10);
  return secret;
}

async function enterDesk(who, origin, login) {
  await who.page.goto(`${origin}/login`);
  await who.page.fill("#login", login);
  await who.page.fill("#password", "一句不常见的长话");
  await press(who.page, "下一步");
  await who.page.fill("#code", await unused(who));
  await press(who.page, "登录");
}

async function invite(who, origin, name, login, role) {
  await who.page.goto(`${origin}/admin/people/new`);
  await who.page.fill("#name", name);
  await who.page.fill("#login", login);
  await who.page.fill("#phone", "19900001470");
  await who.page.selectOption("#role", role);
  await who.page.selectOption("#unit", { label: "示范县人民法院" });
  await who.page.fill("#own_code", await unused(who));
  await press(who.page, "生成邀请链接");
}

const usedSteps = new Map();
/** A code that has not been used: each counts once, in order, and one step ahead counts as well. */
async function unused({ secret }) {
  return until(async () => {
    const now = Math.floor(Date.now() / 30_000);
    const step = Math.max(now - 1, (usedSteps.get(secret) ?? 0) + 1);
    if (step > now + 1) return null;
    usedSteps.set(secret, step);
    return totp(secret, step);
  }, 100_000);
}

/** RFC 6238 with the usual parameters. */
function totp(secret, step) {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = [...secret].map((c) => alphabet.indexOf(c).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from(bits.match(/.{8}/g).map((b) => parseInt(b, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac("sha1", key).update(counter).digest();
  const at = mac[19] & 15;
  return String((mac.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}
