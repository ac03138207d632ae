// One agreement from the mediator's desk to a stranger who verifies the ruling, in a real browser; every page on the
// way is held to axe and to its window.
import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { after, before, describe, it } from "node:test";
import { cast, faults, freshCode, linkFor, PHONE, signIn, smsCode, start, until, visitor } from "./portal.mjs";

const samples = new URL("../samples/01-consumer-instalments/", import.meta.url).pathname;
let portal;
before(async () => { portal = await start(); });
after(async () => { await portal.stop(); });

/** A page is sound: axe finds nothing, it does not overflow, it has one heading and a title. */
async function sound(page, where) {
  assert.deepEqual(await faults(page), [], where);
  assert.match(await page.title(), /行政调解司法确认|Judicial confirmation/, where);
}

const submit = (page, words) => page.press(words);

describe("an agreement becomes a ruling that a stranger verifies", () => {
  let mediator;
  let address;
  const parties = ["周晓岚", "示范县清泉净水设备有限公司"];

  it("the mediator answers the questions of lane and scope, and is stopped where the law stops", async () => {
    mediator = await signIn(portal, "market");
    await sound(mediator, "work list");
    await mediator.goto(`${portal.origin}/agency/new`);
    await sound(mediator, "new case");
    await submit(mediator, "可以办，开始填写");
    assert.equal(await mediator.locator(".summary li").count(), 4, "every fault is named");
    await mediator.check('[id="lane=administrative"]');
    await mediator.check('[id="status=no"]');
    await mediator.check('[id="dispute_kind=consumer"]');
    await mediator.fill("#effective", "2026-09-20");
    await submit(mediator, "可以办，开始填写");
    assert.match(await mediator.locator(".summary").innerText(), /行政诉讼法第六十条/);
    assert.equal(await mediator.inputValue("#effective"), "2026-09-20", "what was typed is kept");
    await mediator.check('[id="lane=civil"]');
    await submit(mediator, "可以办，开始填写");
    address = new URL(mediator.url()).pathname;
    assert.match(address, /^\/agency\/cases\/[0-9A-Z]{26}$/);
    await sound(mediator, "empty case");
  });

  it("the mediator fills in parties, facts and terms; faults stand at their fields", async () => {
    await mediator.goto(portal.origin + address + "/parties");
    await mediator.fill('[name="/parties/0/name"]', parties[0]);
    await mediator.fill('[name="/parties/0/id_number"]', "330499199003071229");
    await mediator.selectOption('[name="/parties/1/kind"]', "legal_person");
    await submit(mediator, "保存");
    assert.equal(await mediator.locator('.field.wrong:has([name="/parties/0/id_number"])').count(), 1, "the checksum is named at its field");
    const first = { id_number: "330499199003071228", sex: "女", born_on: "1990-03-07", ethnicity: "汉族", domicile: "浙江省示范县城关镇春晖路18号", domicile_division: "330499", phone: "19900000051" };
    const second = { name: parties[1], id_number: "91330499MA2X7K1T76", "representative/name": "蒋文涛", "representative/post": "执行董事", domicile: "浙江省示范县城关镇工业路66号", domicile_division: "330499", phone: "19900000052" };
    for (const [index, fields] of [first, second].entries()) {
      for (const [key, value] of Object.entries(fields)) {
        const field = `[name="/parties/${index}/${key}"]`;
        if (key === "sex") await mediator.selectOption(field, value); else await mediator.fill(field, value);
      }
      await mediator.check(`[name="/parties/${index}/service/electronic"]`);
      await mediator.check(`[id="/parties/${index}/service/scope=notices"]`);
      await mediator.check(`[id="/parties/${index}/service/scope=rulings"]`);
      await mediator.selectOption(`[name="/parties/${index}/service/channel"]`, "sms");
      await mediator.fill(`[name="/parties/${index}/service/address"]`, fields.phone);
    }
    await submit(mediator, "保存，回到案件");
    await mediator.goto(portal.origin + address + "/facts");
    await sound(mediator, "facts");
    await mediator.fill('[name="/cause"]', "买卖合同纠纷");
    await mediator.fill('[name="/facts"]', "2026年8月订购净水设备一套，付款20000元，检测未达到约定标准。");
    await mediator.fill('[name="/mediation/accepted_on"]', "2026-09-12");
    await mediator.fill('[name="/mediation/concluded_on"]', "2026-09-20");
    await mediator.fill('[name="/mediation/effective_evidence"]', "各方签名盖章之日");
    // An organisation and mediators that are not the agency's: said while one writes, and nothing is kept of it.
    const organisation = '[name="/mediation/organisation"]';
    const mediators = '[name="/mediation/mediators"]';
    const own = [await mediator.inputValue(organisation), await mediator.inputValue(mediators)];
    await mediator.fill(organisation, "老王调解工作室");
    await mediator.fill(mediators, "王大明");
    await mediator.locator(mediators).blur();
    await mediator.waitForSelector(`.field.wrong:has(${organisation}) .said`);
    await mediator.waitForSelector(`.field.wrong:has(${mediators}) .said`);
    await sound(mediator, "facts with another organisation");
    await submit(mediator, "保存");
    assert.match(await mediator.locator(".summary").innerText(), /老王调解工作室/, "kept as it was written, and refused");
    await mediator.fill(organisation, own[0]);
    await mediator.fill(mediators, own[1]);
    await submit(mediator, "保存，回到案件");
    await mediator.goto(portal.origin + address + "/terms");
    await submit(mediator, "付款");
    await mediator.selectOption('[name="/terms/0/obligor"]', "B");
    await mediator.selectOption('[name="/terms/0/obligee"]', "A");
    await mediator.fill('[name="/terms/0/amount_fen"]', "20,000");
    await mediator.selectOption('[name="/terms/0/method"]', "cash");
    await submit(mediator, "加一期");
    await submit(mediator, "加一期");
    await mediator.fill('[name="/terms/0/instalments/0/due_on"]', "2026-10-31");
    await mediator.fill('[name="/terms/0/instalments/0/amount_fen"]', "10000");
    await mediator.fill('[name="/terms/0/instalments/1/due_on"]', "2026-11-30");
    await mediator.fill('[name="/terms/0/instalments/1/amount_fen"]', "9000");
    await submit(mediator, "保存");
    assert.match(await mediator.locator(".summary").innerText(), /19,?000|合计/);
    await sound(mediator, "terms with a fault");
    await mediator.fill('[name="/terms/0/instalments/1/amount_fen"]', "10,000.00");
    await mediator.fill('[name="/terms/0/text"]', "");
    await submit(mediator, "保存");
    assert.equal(await mediator.locator(".summary").count(), 0, "the fault is gone");
    assert.match(await mediator.inputValue('[name="/terms/0/text"]'), /贰万元整.*2026年11月30日/);
    // What the wording means is said while it is written, in the page's words, and goes when it is put right.
    const wording = '[name="/terms/0/text"]';
    const written = await mediator.inputValue(wording);
    for (const [text, said] of [
      ["乙方尽快支付甲方20000元。", /不能强制执行/],
      ["甲方于2026年10月31日前支付乙方10000元，于2026年11月30日前支付乙方10000元。", /谁付给谁/],
      ["乙方退还甲方20000元，由其妻李某于2026年11月30日前代为支付。", /协议以外的人/],
    ]) {
      await mediator.fill(wording, text);
      await mediator.locator(wording).blur();
      const found = mediator.locator(`.field:has(${wording}) .said`, { hasText: said });
      await found.first().waitFor();
    }
    await sound(mediator, "terms with live findings");
    await mediator.fill(wording, written);
    await mediator.locator(wording).blur();
    await mediator.waitForSelector(`.field:not(.wrong):has(${wording})`);
    assert.equal(await mediator.locator(".summary").count(), 0, "and nothing is left of it");
    await submit(mediator, "再无争议");
    await submit(mediator, "保存，回到案件");
  });

  it("the mediator adds files; one that is not what its name says is refused at its field", async () => {
    await mediator.goto(portal.origin + address + "/files");
    await mediator.setInputFiles("#file", { name: "协议.pdf", mimeType: "application/pdf", buffer: Buffer.from("<html>no</html>") });
    await submit(mediator, "上传");
    assert.equal(await mediator.locator(".summary").count(), 1);
    const add = async (kind, party, name) => {
      await mediator.selectOption("#kind", kind);
      await mediator.selectOption("#party", party);
      // An agreement of this case's own: the sample's lies before the demo's court already.
      const buffer = Buffer.concat([await readFile(samples + name), Buffer.from(kind === "agreement" ? "%journey\n" : "")]);
      const mimeType = name.endsWith(".pdf") ? "application/pdf" : "image/jpeg";
      await mediator.setInputFiles("#file", { name, mimeType, buffer });
      await submit(mediator, "上传");
    };
    await add("agreement", "", "agreement.pdf");
    await add("presiding_proof", "", "presiding-proof.pdf");
    await add("identity", "A", "identity-A.jpg");
    await add("identity", "B", "identity-B.png");
    await sound(mediator, "files");
    await mediator.click('a:has-text("调解协议")');
    await mediator.waitForSelector(".document-pages img");
    const drawn = await mediator.evaluate(() => document.querySelector(".document-pages img").decode().then(() => document.querySelector(".document-pages img").naturalWidth));
    assert.equal(drawn, 1240, "a page of the file is drawn by us");
    await sound(mediator, "a file's pages");
  });

  it("the mediator looks everything over, and asks the parties", async () => {
    await mediator.goto(portal.origin + address + "/check");
    await sound(mediator, "check answers");
    await submit(mediator, "发给当事人确认");
    assert.match(await mediator.locator(".summary").innerText(), /承诺|自愿/, "the undertakings are asked for");
    for (const key of ["voluntary", "truthful", "no_collusion", "no_status_or_title"]) await mediator.check(`#${key}`);
    await submit(mediator, "发给当事人确认");
    assert.match(await mediator.locator("main").innerText(), /已发给当事人/);
    assert.equal(await mediator.locator('form:has-text("再发短信")').count(), 2);
    await sound(mediator, "waiting for the parties");
  });

  for (const [index, phone] of ["19900000051", "19900000052"].entries()) {
    it(`party ${index + 1} joins on a phone, without script, in ${index ? "English" : "Chinese"}`, async () => {
      const page = await visitor(portal, { ...PHONE, javaScriptEnabled: false });
      const link = await linkFor(portal, phone);
      await page.goto(portal.origin + link);
      if (index) await submit(page, "English");
      await page.click("a.primary");
      await page.fill("#last_four", "0000");
      await page.press(await page.locator("button.primary").innerText());
      assert.equal(await page.locator(".summary li").count(), 1, "wrong digits are named");
      await page.fill("#last_four", index ? "1T76" : "1228");
      await page.press(await page.locator("button.primary").innerText());
      const sms = await smsCode(portal, phone);
      await page.fill("#code", "000000");
      await page.press(await page.locator("button.primary").innerText());
      assert.equal(await page.locator(".summary li").count(), 1, "a wrong code is named");
      await page.fill("#code", sms);
      await page.press(await page.locator("button.primary").innerText());
      await page.click("a.primary");
      assert.match(await page.locator("main").innerText(), /20,000/);
      await page.click("a.primary");
      for (let question = 1; question <= 4; question += 1) {
        if (question === 1) {
          await page.press(await page.locator("form button.primary").innerText());
          assert.equal(await page.locator(".summary li").count(), 1, "an answer is asked for");
        }
        await page.check('[id="answer=yes"]');
        await page.press(await page.locator("form button.primary").innerText());
      }
      await page.check('[id="channel=sms"]');
      await page.fill("#address", phone);
      await page.press(await page.locator("form button.primary").innerText());
      await page.fill("#name", "别人");
      await page.press(await page.locator("form button.primary").innerText());
      assert.equal(await page.locator(".summary li").count(), 1, "another's name is refused");
      await page.fill("#name", index ? "蒋文涛" : "周晓岚");
      await page.press(await page.locator("form button.primary").innerText());
      assert.match(await page.locator("h1").innerText(), index ? /You have confirmed/ : /你已经确认/);
      await page.context().close();
    });
  }

  let clerk;
  let judge;
  let review;
  it("the studio claims, looks through, accepts, verifies and proposes", async () => {
    clerk = await signIn(portal, "clerk");
    await sound(clerk, "queue");
    review = address.replace("/agency/", "/studio/");
    await clerk.goto(portal.origin + review);
    await sound(clerk, "review");
    await submit(clerk, "认领");
    await clerk.selectOption("#judge", { label: (await cast(portal)).accounts.judge.name });
    await submit(clerk, "受理并编号");
    assert.match(await clerk.locator(".case-head").innerText(), /（2026）浙0499诉前调确\d+号/);
    await clerk.goto(portal.origin + review + "/verify");
    await sound(clerk, "verification");
    await submit(clerk, "保存笔录");
    assert.equal(await clerk.locator(".field.wrong").count(), 1, "the first missing answer is named");
    const answers = await clerk.locator('textarea[name^="answer-"]').evaluateAll((all) => all.map((a) => a.name));
    for (const name of answers) await clerk.fill(`[name="${name}"]`, "各方陈述一致，无异议。");
    await submit(clerk, "保存笔录");
    await submit(clerk, "拟写裁定书，报送法官");
    assert.match(await clerk.locator("main").innerText(), /已报送法官/);
    await sound(clerk, "proposed");
  });

  it("the judge reads brief and ruling, and approves with a fresh code", async () => {
    judge = await signIn(portal, "judge");
    await sound(judge, "cards");
    await judge.goto(portal.origin + address.replace("/agency/", "/judge/"));
    await sound(judge, "brief");
    assert.match(await judge.locator(".sheet").innerText(), /民事裁定书/);
    await judge.fill("#code", "000000");
    await submit(judge, "签发裁定书");
    assert.match(await judge.locator(".summary").innerText(), /动态验证码/);
    await judge.fill("#code", await freshCode(portal, "judge"));
    await submit(judge, "签发裁定书");
    await until(async () => { await judge.reload(); return (await judge.locator("main").innerText()).includes("已裁定") || (await judge.locator("main").innerText()).includes("裁定确认"); });
    await sound(judge, "ruled");
  });

  let code;
  let pdf;
  it("the studio records service, and the party reads, sees and keeps the ruling", async () => {
    await clerk.goto(portal.origin + review + "/service-record");
    await sound(clerk, "service record");
    await clerk.check('[id="party=A"]');
    await clerk.selectOption("#channel", "sms");
    await clerk.fill("#received_by", "周晓岚");
    await submit(clerk, "记下送达");
    const party = await visitor(portal);
    const link = await linkFor(portal, "19900000051");
    await party.goto(portal.origin + link);
    await sound(party, "landing, later");
    await party.click("a.primary");
    await sound(party, "identity");
    await party.fill("#last_four", "1228");
    await submit(party, "发验证码给我");
    await sound(party, "code");
    await party.fill("#code", await smsCode(portal, "19900000051"));
    await submit(party, "进入我的案件");
    await sound(party, "timeline");
    await party.click('a:has-text("看裁定书")');
    await party.waitForSelector(".pages img");
    await sound(party, "ruling");
    const [download] = await Promise.all([party.waitForEvent("download"), party.click('a:has-text("下载裁定书")')]);
    pdf = await readFile(await download.path());
    assert.equal(pdf.subarray(0, 5).toString(), "%PDF-");
    code = new URL(await party.locator('a:has-text("别人怎么核验")').getAttribute("href"), portal.origin).pathname;
  });

  it("a stranger verifies by code, by code in capitals, and by file, which never leaves the device", async () => {
    const page = await visitor(portal);
    for (const path of [code, code.replace("/v/", "/V/"), code.toUpperCase()]) {
      await page.goto(portal.origin + path);
      assert.match(await page.locator("h1").innerText(), /签发过这份裁定书[\s\S]*还没有核对/);
      assert.doesNotMatch(await page.locator("main").innerText(), /周晓|清泉/, "a code alone shows no name");
    }
    await sound(page, "verdict by code");
    const file = `${portal.folder}/ruling.pdf`;
    await writeFile(file, pdf);
    let sent = 0;
    page.on("request", (request) => { sent = Math.max(sent, request.postDataBuffer()?.length ?? 0); });
    await page.goto(`${portal.origin}/v`);
    await sound(page, "verify");
    await Promise.all([page.waitForNavigation(), page.setInputFiles("#file", file)]);
    assert.match(await page.locator("main").innerText(), /真的，现在有效[\s\S]*没有改动[\s\S]*周＊岚/);
    assert.ok(sent > 0 && sent < 2000, `only a hash was sent, not ${sent} bytes`);
    await sound(page, "verdict by file");
    const altered = Buffer.from(pdf);
    altered[altered.length >> 1] ^= 1;
    await writeFile(file, altered);
    await page.goto(`${portal.origin}/v`);
    await Promise.all([page.waitForNavigation(), page.setInputFiles("#file", file)]);
    assert.match(await page.locator("h1").innerText(), /被改动过|不是本院签发/);
    await sound(page, "verdict of an altered file");
    await page.goto(`${portal.origin}/v/0000-0000-0000`);
    assert.match(await page.locator("h1").innerText(), /不是本院签发/);
    await sound(page, "unknown code");
  });
});
