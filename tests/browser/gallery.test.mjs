// Every page in each of its states, in both languages, both sizes of type and every window the portal is held to. With
// SHOTS set, pictures are kept in that folder: of each, or of every SHOTS_EVERY-th state.
import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { after, before, describe, it } from "node:test";
import { axe, DESK, overflows, PHONE, start, visitor } from "./portal.mjs";

let portal;
before(async () => { portal = await start(); });
after(async () => { await portal.stop(); });

/** Which states are photographed. */
const EVERY = Number(process.env.SHOTS_EVERY ?? 1);
/** Pages of the staff, the bench among them, have no large type. */
const isOfStaff = (page) => page.evaluate(() => document.body.matches(".staff, .bench"));
/** Desk, phone, desk at double zoom, and the narrowest window of WCAG 1.4.10. */
const WINDOWS = [DESK.viewport, PHONE.viewport, { width: 640, height: 450 }, { width: 320, height: 640 }];

/** Somebody who has chosen a language and a size of type. */
async function reader(lang, large) {
  const page = await visitor(portal, DESK);
  const press = async (name) => { await Promise.all([page.waitForNavigation(), page.getByRole("button", { name, exact: true }).click()]); };
  await page.goto(portal.origin);
  if (lang === "en") await press("English");
  if (large) await press(lang === "en" ? "Large type" : "大字版");
  return page;
}

describe("every page in each of its states", () => {
  for (const [lang, large] of [["zh", false], ["en", false], ["zh", true], ["en", true]]) {
    it(`is sound in ${lang}${large ? ", in large type" : ""}`, async () => {
      const page = await reader(lang, large);
      await page.goto(`${portal.origin}/demo/pages`);
      const examples = await page.$$eval("ol.links a", (all) => all.map((a) => [a.getAttribute("href"), a.textContent.trim()]));
      assert.ok(examples.length > 90, `${examples.length} examples`);
      const faults = [];
      let pictures = 0;
      for (const [number, [href, name]] of examples.entries()) {
        await page.goto(portal.origin + href);
        if (large && await isOfStaff(page)) continue;
        for (const [place, size] of WINDOWS.entries()) {
          await page.setViewportSize(size);
          if (await overflows(page)) faults.push(`${name} is wider than ${size.width} px`);
          if (place < 2) for (const fault of await axe(page)) faults.push(`${name} at ${size.width} px: ${fault}`);
          if (place < 2 && process.env.SHOTS && number % EVERY === 0) {
            await mkdir(process.env.SHOTS, { recursive: true });
            await page.screenshot({ path: `${process.env.SHOTS}/${name.replace(/[ /]/g, "-")}-${lang}${large ? "-large" : ""}-${size.width}.png`, fullPage: true });
            pictures += 1;
          }
        }
      }
      assert.deepEqual(faults, []);
      if (process.env.SHOTS) assert.ok(pictures > 4, `${pictures} pictures`);
    });
  }
});
