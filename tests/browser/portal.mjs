// A demo portal of its own, a browser, and people who sit at it.
import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--lang=zh-CN"];
export const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true };
export const DESK = { viewport: { width: 1280, height: 900 } };

const PATIENCE = 10_000;

const freePort = () => new Promise((resolve, reject) => {
  const server = createServer();
  server.listen(0, "127.0.0.1", () => { const { port } = server.address(); server.close(() => resolve(port)); });
  server.on("error", reject);
});

/** Starts a demo portal and a browser; `stop` ends both. */
export async function start() {
  const folder = await mkdtemp(join(tmpdir(), "portal-browser-"));
  const port = await freePort();
  const binary = process.env.PORTAL ?? new URL("../../target/debug/portal", import.meta.url).pathname;
  const server = spawn(binary, ["demo", "--data", join(folder, "demo"), "--listen", `127.0.0.1:${port}`], { stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  server.stdout.on("data", (text) => { said += text; });
  server.stderr.on("data", (text) => { said += text; });
  const origin = `http://127.0.0.1:${port}`;
  await until(async () => {
    if (server.exitCode !== null) throw new Error(`the portal ended: ${said}`);
    return (await fetch(`${origin}/healthz`).catch(() => null))?.ok;
  }, 120_000);
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: FLAGS });
  const log = () => said;
  const stop = async () => {
    await browser.close();
    server.kill("SIGKILL");
    await rm(folder, { recursive: true, force: true });
  };
  return { origin, browser, log, stop, folder };
}

/** Waits until something holds; it is a failure of the test when it does not in time. */
export async function until(holds, limit = 40_000) {
  const end = Date.now() + limit;
  for (;;) {
    const found = await holds();
    if (found) return found;
    if (Date.now() > end) throw new Error("it did not come to hold");
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
}

/** What the demo's own page says: accounts with codes, and messages, newest first. */
export async function cast(portal) {
  const html = await (await fetch(`${portal.origin}/demo`)).text();
  const cells = (row) => [...row.matchAll(/<td[^>]*>([\s\S]*?)<\/td>/g)].map((m) => m[1].split("<br>")[0].replace(/<[^>]+>/g, "").trim());
  const accounts = {};
  for (const row of html.match(/<tr>\s*<td[\s\S]*?<\/tr>/g) ?? []) {
    const [name, , login, password, code] = cells(row);
    accounts[login] = { name, login, password, code };
  }
  const messages = [...html.matchAll(/<li class="message">([\s\S]*?)<\/li>/g)].map((m) => m[1].replace(/<[^>]+>/g, " "));
  return { accounts, messages };
}

const used = new Map();
/** A code of this account that has not been used yet. */
export async function freshCode(portal, login) {
  return until(async () => {
    const { code } = (await cast(portal)).accounts[login];
    if (used.get(`${portal.origin}${login}`) === code) return null;
    used.set(`${portal.origin}${login}`, code);
    return code;
  });
}

/** Somebody of the staff, signed in. */
export async function signIn(portal, login, options = DESK) {
  const context = await portal.browser.newContext({ locale: "zh-CN", ...options });
  context.setDefaultTimeout(PATIENCE);
  const page = withoutMouse(await context.newPage());
  const { password } = (await cast(portal)).accounts[login];
  await page.goto(`${portal.origin}/login`);
  await page.fill("#login", login);
  await page.fill("#password", password);
  await page.press(await page.locator("button.primary").innerText());
  await page.fill("#code", await freshCode(portal, login));
  await page.press(await page.locator("button.primary").innerText());
  return page;
}

/** A fresh visitor. */
export async function visitor(portal, options = PHONE) {
  const context = await portal.browser.newContext({ locale: "zh-CN", ...options });
  context.setDefaultTimeout(PATIENCE);
  return withoutMouse(await context.newPage());
}

/** The link in the newest message to a telephone. */
export async function linkFor(portal, phone) {
  return until(async () => {
    const found = (await cast(portal)).messages.find((m) => m.includes(`→ ${phone}`) && m.includes("/c/"));
    return found && /\/c\/[0-9A-Z-]{9}/.exec(found)[0];
  });
}

/** The newest one-time code sent to a telephone. */
export async function smsCode(portal, phone) {
  return until(async () => {
    const found = (await cast(portal)).messages.find((m) => m.includes(`→ ${phone}`) && m.includes("验证码 "));
    return found && /验证码 (\d{6})/.exec(found)[1];
  });
}

const TABS = 500;

/** Moves the focus with Tab until it stands on what is wanted; a control the keyboard cannot reach fails the test. */
async function reach(page, wanted, what) {
  for (let step = 0; step < TABS; step += 1) {
    if (await wanted.evaluate((e) => e === document.activeElement || (e.type === "radio" && document.activeElement.type === "radio" && document.activeElement.name === e.name && document.activeElement.form === e.form))) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`the keyboard does not reach ${what}`);
}

/** Days are typed part by part, in the order in which this browser writes them. */
async function typeDay(page, element, [year, month, day]) {
  for (const order of [[year, month, day], [month, day, year]]) {
    for (const part of order) {
      await page.keyboard.type(part);
      if (part === year) await page.keyboard.press("ArrowRight");
    }
    if (await element.inputValue() === `${year}-${month}-${day}`) return;
    for (let back = 0; back < 3; back += 1) await page.keyboard.press("ArrowLeft");
  }
  throw new Error("the day cannot be typed");
}

/** The page of somebody who has no mouse: whatever is filled in, chosen or pressed on it is reached and worked by keys. */
function withoutMouse(page) {
  const one = async (selector) => page.waitForSelector(selector, { state: "attached" });
  page.fill = async (selector, text) => {
    const element = await one(selector);
    await reach(page, element, selector);
    const day = await element.getAttribute("type") === "date" && /^(\d{4})-(\d\d)-(\d\d)$/.exec(text);
    if (day) return typeDay(page, element, day.slice(1));
    await page.keyboard.press("Control+A");
    await page.keyboard.press("Delete");
    if (text) await page.keyboard.insertText(text);
  };
  page.check = async (selector) => {
    const element = await one(selector);
    await reach(page, element, selector);
    for (let step = 0; step < 20 && !(await element.evaluate((e) => e === document.activeElement)); step += 1) await page.keyboard.press("ArrowDown");
    if (!(await element.isChecked())) await page.keyboard.press("Space");
    if (!(await element.isChecked())) throw new Error(`${selector} is not chosen`);
  };
  page.selectOption = async (selector, wanted) => {
    const element = await one(selector);
    await reach(page, element, selector);
    const place = await element.evaluate((e, w) => [...e.options].findIndex((o) => (w.label ? o.label === w.label : o.value === w)), wanted);
    await page.keyboard.press("Home");
    for (let step = 0; step < place; step += 1) await page.keyboard.press("ArrowDown");
    if (await element.evaluate((e) => e.selectedIndex) !== place) throw new Error(`${selector} does not offer ${JSON.stringify(wanted)}`);
  };
  page.setInputFiles = async (selector, files) => {
    await reach(page, await one(selector), selector);
    const chooser = page.waitForEvent("filechooser");
    // The browser is told to hand its dialogue to us before it is opened.
    await page.waitForTimeout(150);
    await page.keyboard.press("Space");
    await (await chooser).setFiles(files);
  };
  page.click = async (selector) => {
    await reach(page, await one(selector), selector);
    // A download breaks the navigation off that began it.
    const led = Promise.any([page.waitForNavigation(), page.waitForEvent("download")]);
    await page.keyboard.press("Enter");
    await led;
  };
  /** Presses the last button that says these words, and waits for the page it leads to. */
  page.press = async (words) => {
    const button = await page.getByRole("button", { name: words, exact: true }).last().elementHandle();
    await reach(page, button, words);
    await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
  };
  /** Opens what is folded away behind these words. */
  page.unfold = async (words) => {
    await reach(page, await page.locator("summary", { hasText: words }).elementHandle(), words);
    await page.keyboard.press("Enter");
  };
  return page;
}

/** The narrowest window of WCAG 1.4.10, and a desk at double zoom. */
const NARROW = [{ width: 320, height: 640 }, { width: 640, height: 450 }];

/** What is wrong with a page as it stands: what axe finds, and the windows it does not fit into. */
export async function faults(page) {
  const found = await axe(page);
  const size = page.viewportSize();
  for (const window of [size, ...NARROW]) {
    await page.setViewportSize(window);
    if (await overflows(page)) found.push(`wider than ${window.width} px`);
  }
  await page.setViewportSize(size);
  return found;
}

/** What axe finds on a page, one line each. */
export async function axe(page) {
  await page.evaluate(AXE);
  const result = await page.evaluate((rules) => globalThis.axe.run(document, { runOnly: { type: "tag", values: rules } }), RULES);
  return result.violations.map((v) => `${v.id}: ${v.help} — ${v.nodes.map((n) => n.target.join(" ")).slice(0, 3).join("; ")}`);
}

/** Whether a page is wider than its window. */
export const overflows = (page) => page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth + 1);
