// Pictures of every page at both widths, in a folder that git ignores: to be looked at.
import { mkdir } from "node:fs/promises";
import { axe, DESK, linkFor, overflows, PHONE, signIn, smsCode, start, visitor } from "./portal.mjs";

const folder = new URL("./shots/", import.meta.url).pathname;
await mkdir(folder, { recursive: true });
const portal = process.env.ORIGIN ? { origin: process.env.ORIGIN, ...(await withBrowser()) } : await start();
async function withBrowser() {
  const { chromium } = await import("playwright-core");
  const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu"] });
  return { browser, stop: () => browser.close() };
}
const only = process.argv[2];
const shoot = async (page, name, path) => {
  if (only && !name.includes(only)) return;
  if (path) await page.goto(portal.origin + path);
  await page.screenshot({ path: `${folder}${name}.png`, fullPage: true });
  const found = await axe(page);
  const wide = await overflows(page);
  console.log(name, found.length ? found.join(" | ") : "", wide ? "OVERFLOWS" : "");
};
const both = async (page, name, path) => {
  await page.setViewportSize(DESK.viewport);
  await shoot(page, `${name}-1280`, path);
  await page.setViewportSize(PHONE.viewport);
  await shoot(page, `${name}-390`, path);
};
const hrefs = (page, start) => page.$$eval("a[href]", (all, s) => all.map((a) => a.getAttribute("href")).filter((h) => h.startsWith(s)), start);

const guest = await visitor(portal);
for (const [name, path] of [["home", "/"], ["apply", "/apply"], ["agencies", "/agencies"], ["verify", "/v"], ["unknown", "/v/0000-0000-0000"], ["door", "/c"], ["privacy", "/privacy"], ["keys", "/keys"], ["accessibility", "/accessibility"], ["login", "/login"], ["forgot", "/forgot"], ["missing", "/nothing"], ["demo", "/demo"]]) await both(guest, `public-${name}`, path);

// The party's way, step by step, in a phone's window and in both languages.
if (!only || only.startsWith("party")) {
  for (const [lang, phone, last] of [["zh", "19900001451", "0465"], ["en", "19900001491", "0335"]]) {
    const page = await visitor(portal);
    const next = () => Promise.all([page.waitForNavigation(), page.locator("form button.primary").click()]);
    await page.goto(portal.origin);
    if (lang === "en") await Promise.all([page.waitForNavigation(), page.click('button:has-text("English")')]);
    const link = await linkFor(portal, phone);
    await shoot(page, `party-${lang}-1-landing`, link);
    await shoot(page, `party-${lang}-1-help`, `${link}/help`);
    await shoot(page, `party-${lang}-2-identity`, `${link}/identity`);
    await page.fill("#last_four", last);
    await next();
    await shoot(page, `party-${lang}-3-code`);
    await page.fill("#code", await smsCode(portal, phone));
    await next();
    for (const [name, path] of [["4-home", "/my"], ["5-summary", "/my/summary"], ["6-text", "/my/agreement"], ["7-stop", "/my/stop"], ["7-question", "/my/question/1"]]) await shoot(page, `party-${lang}-${name}`, path);
    for (let question = 0; question < 4; question += 1) {
      await page.check('[id="answer=yes"]');
      await next();
    }
    await shoot(page, `party-${lang}-8-service`);
    await page.check('[id="channel=sms"]');
    await page.fill("#address", phone);
    await next();
    await shoot(page, `party-${lang}-9-confirm`);
    await page.context().close();
  }
}

const staff = { market: ["/agency", "/agency/new", "/agency?at=ended"], ecology: ["/agency"], clerk: ["/studio", "/studio?at=proposed", "/studio?at=ruled", "/studio?at=supplementing", "/find?q=示范", "/account"], judge: ["/judge"], admin: ["/admin", "/admin/people", "/admin/people/new", "/admin/agencies"] };
for (const [login, paths] of Object.entries(staff)) {
  if (only && !only.startsWith(login) && !["market", "ecology", "clerk", "judge", "admin"].every((l) => !only.includes(l))) continue;
  const page = await signIn(portal, login);
  for (const path of paths) await both(page, `${login}${path.replace(/\W+/g, "-")}`, path);
  const bases = { market: "/agency/cases/", ecology: "/agency/cases/", clerk: "/studio/cases/", judge: "/judge/cases/", admin: "/admin/people/" };
  const found = new Set();
  for (const path of paths) {
    await page.goto(portal.origin + path);
    for (const href of await hrefs(page, bases[login])) found.add(href);
  }
  let n = 0;
  for (const href of [...found].filter((h) => h !== "/admin/people/new").slice(0, 5)) {
    n += 1;
    await both(page, `${login}-case${n}`, href);
    if (login === "ecology") for (const part of ["facts", "parties", "terms", "files", "check"]) await both(page, `${login}-case${n}-${part}`, `${href}/${part}`);
    if (login === "clerk" && n === 1) for (const part of ["supplement", "verify", "service-record"]) await both(page, `${login}-case${n}-${part}`, `${href}/${part}`);
  }
  await page.context().close();
}
await portal.stop();
