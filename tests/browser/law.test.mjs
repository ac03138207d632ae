// What a docket needs beside the straight road: a withdrawal, an objection that alters a ruling, a default.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, describe, it } from "node:test";
import { faults, freshCode, linkFor, signIn, smsCode, start, until, visitor } from "./portal.mjs";

let portal;
before(async () => { portal = await start(); });
after(async () => { await portal.stop(); });

const press = (page, words) => page.press(words);
const sound = async (page, where) => assert.deepEqual(await faults(page), [], where);
const words = (page) => page.locator("main").innerText();

/** A case in the studio, by a party's name. */
async function find(page, name) {
  await page.goto(`${portal.origin}/find?q=${encodeURIComponent(name)}`);
  await page.click("a[data-row]");
  return new URL(page.url()).pathname;
}

/** A party on its phone, as far as its own case. */
async function enter(phone, lastFour) {
  const page = await visitor(portal);
  await page.goto(portal.origin + (await linkFor(portal, phone)));
  await page.click("a.primary");
  await page.fill("#last_four", lastFour);
  await press(page, "发验证码给我");
  await page.fill("#code", await smsCode(portal, phone));
  await press(page, "进入我的案件");
  return page;
}

/** The judge approves what stands before it, and waits until it is sealed. */
async function approve(judge, address, sealed) {
  await judge.goto(portal.origin + address.replace("/studio/", "/judge/"));
  await sound(judge, "a ruling before the judge");
  await judge.fill("#code", await freshCode(portal, "judge"));
  await press(judge, "签发裁定书");
  await until(async () => { await judge.reload(); return sealed.test(await words(judge)); });
}

describe("after the straight road", () => {
  it("a verification on-line: each party agrees on its own phone, and signs the record there", async () => {
    const clerk = await signIn(portal, "clerk");
    const address = await find(clerk, "曹勇");
    const lastFours = [...(await words(clerk)).matchAll(/\*{4,}(\w{4})/g)].map((m) => m[1]);
    await clerk.goto(`${portal.origin}${address}/call`);
    await sound(clerk, "a call");
    await clerk.check('[id="way=online"]');
    await clerk.fill("#held_at", "半");
    await press(clerk, "发出通知");
    assert.equal(await clerk.locator(".field.wrong:has(#held_at)").count(), 1);
    await clerk.fill("#held_at", "09:30");
    await press(clerk, "发出通知");
    assert.match(await words(clerk), /已通知：[\s\S]*还没有回答[\s\S]*还没有回答/);
    const phones = [];
    for (const [place, phone] of ["19900001311", "19900001312"].entries()) {
      const last = lastFours[place];
      const party = await enter(phone, last);
      await party.click("a.primary");
      await sound(party, "consent");
      await party.check('[id="answer=yes"]');
      await press(party, "记下回答");
      phones.push([party, last]);
    }
    await clerk.goto(`${portal.origin}${address}/verify`);
    await clerk.check("#online");
    await clerk.check('[id="signing=phones"]');
    for (const name of await clerk.$$eval('textarea[name^="answer-"]', (all) => all.map((e) => e.name))) await clerk.fill(`[name="${name}"]`, "各方陈述一致。");
    await press(clerk, "保存笔录");
    assert.match(await words(clerk), /笔录还要签名/);
    await sound(clerk, "a record to be signed");
    for (const [party, last] of phones) {
      await party.goto(`${portal.origin}/my`);
      await party.click("a.primary");
      assert.match(await words(party), /各方陈述一致/);
      await sound(party, "the record, on a phone");
      const pages = await party.$$eval('input[name^="page-"]', (all) => all.map((e) => e.name));
      assert.ok(pages.length >= 2, "the record has its pages");
      await party.check(`[name="${pages[0]}"]`);
      await party.fill("#last_four", last);
      await press(party, "和我说的一样，签名");
      assert.match(await words(party), /笔录第 2 页还没有确认/);
      await sound(party, "a page of the record not confirmed");
      for (const page of pages) await party.check(`[name="${page}"]`);
      await party.fill("#last_four", last);
      await press(party, "和我说的一样，签名");
      assert.match(await words(party), /已签名/);
    }
    await clerk.goto(portal.origin + address);
    assert.doesNotMatch(await words(clerk), /笔录还要签名/);
  });

  it("a clerk drafts a ruling that permits a withdrawal; the party reads what it means", async () => {
    const clerk = await signIn(portal, "clerk");
    const address = await find(clerk, "曹勇");
    await clerk.goto(`${portal.origin}${address}/ruling`);
    await sound(clerk, "which ruling");
    await clerk.click('a:has-text("准许撤回申请")');
    await press(clerk, "拟写裁定书，报送法官");
    assert.equal(await clerk.locator(".field.wrong").count(), 1, "the reason is missing, and the rest is kept");
    await sound(clerk, "a ruling without its reason");
    await clerk.selectOption("#withdrawn_by", { label: "申请人曹勇" });
    await clerk.fill("#withdrawal_reason", "物业已经修好，双方不再申请");
    await press(clerk, "拟写裁定书，报送法官");
    assert.match(await words(clerk), /已报送法官/);
    const judge = await signIn(portal, "judge");
    await judge.goto(portal.origin + address.replace("/studio/", "/judge/"));
    assert.match(await words(judge), /建议：准许撤回申请[\s\S]*物业已经修好/);
    assert.match(await judge.locator(".sheet").innerText(), /准许曹勇与.*撤回申请。/);
    await approve(judge, address, /裁定准许撤回|准许撤回申请裁定书/);
    await clerk.goto(portal.origin + address);
    assert.match(await words(clerk), /裁定准许撤回/);
    await sound(clerk, "a case that was withdrawn");
  });

  it("an objection alters a ruling, and the old ruling's page says so", async () => {
    const clerk = await signIn(portal, "clerk");
    const address = await find(clerk, "周雨桐");
    await clerk.goto(`${portal.origin}${address}/object`);
    await sound(clerk, "an objection to record");
    await clerk.check('[id="who=third"]');
    await clerk.fill("#grounds", "协议第二条处分了案外人的设备");
    await press(clerk, "登记");
    assert.equal(await clerk.locator(".field.wrong").count(), 1, "a third person has a name");
    assert.equal(await clerk.inputValue("#grounds"), "协议第二条处分了案外人的设备");
    await clerk.fill("#objector", "高文静");
    await clerk.fill("#contact", "0573-80000111");
    await clerk.fill("#knew_on", "2026-09-01");
    await press(clerk, "登记");
    assert.match(await words(clerk), /高文静的异议[\s\S]*民特监1号/);
    await sound(clerk, "an objection recorded");
    await clerk.click('a:has-text("对异议作出裁定")');
    await sound(clerk, "an objection to decide");
    await clerk.fill("#findings", "协议第二条涉及案外人的设备，未经其同意");
    await clerk.check('[id="order=altered"]');
    await clerk.fill("#operative", "申请人周雨桐与示范县清泉净水设备有限公司达成的调解协议第一条、第三条有效");
    await press(clerk, "拟写裁定书，报送法官");
    const judge = await signIn(portal, "judge");
    assert.match(await words(judge), /周雨桐/, "a later ruling waits among the judge's cards");
    await approve(judge, address, /异议裁定书/);
    await clerk.goto(portal.origin + address);
    assert.match(await words(clerk), /变更原裁定/);
    const party = await enter("19900000011", "1228");
    await party.goto(`${portal.origin}/my/ruling`);
    const code = await party.locator('a:has-text("别人怎么核验")').getAttribute("href");
    const stranger = await visitor(portal);
    await stranger.goto(portal.origin + code);
    assert.match(await words(stranger), /已经变更|以后一份为准/);
    assert.match(await words(stranger), /民特监1号/);
    assert.doesNotMatch(await words(stranger), /高文静|周雨桐/);
    await sound(stranger, "a ruling that was altered");
  });

  it("a default ends in the papers for enforcement", async () => {
    const party = await enter("19900000011", "1228");
    await party.goto(`${portal.origin}/my/performance`);
    await sound(party, "performance");
    assert.match(await words(party), /逾期未履行/);
    await press(party, "对方做到了");
    assert.match(await words(party), /已履行/);
    await sound(party, "one duty performed");
    const [download] = await Promise.all([party.waitForEvent("download"), party.click('a:has-text("下载申请执行材料")')]);
    const bytes = await readFile(await download.path());
    assert.equal(bytes.subarray(0, 2).toString(), "PK");
    assert.ok(bytes.includes(Buffer.from("申请执行书.pdf")) && bytes.includes(Buffer.from("民事裁定书")), "the application and the ruling are in it");
    const mediator = await signIn(portal, "market");
    const address = await find(mediator, "周雨桐");
    await mediator.goto(`${portal.origin}/cases/${address.split("/").pop()}/performance`);
    assert.match(await words(mediator), /周雨桐说：已经履行/);
    await sound(mediator, "performance, for the mediator");
  });
});
