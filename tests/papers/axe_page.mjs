// Looks at one page of the papers in a real browser: axe (WCAG A, AA, best practice) and the keyboard's path.
// node axe_page.mjs PAGE.html FOLDER_OF_NODE_MODULES [FOLDER_FOR_PICTURES]: one JSON line a view, exit 1 with findings.
import { createRequire } from "node:module";
import { mkdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [page_file, modules, pictures] = process.argv.slice(2);
const load = createRequire(pathToFileURL(resolve(modules) + "/"));
const puppeteer = load("puppeteer-core");
const axe = readFileSync(load.resolve("axe-core/axe.min.js"), "utf8");
const views = [
  { name: "320", width: 320 }, { name: "390", width: 390 }, { name: "1280", width: 1280 },
  { name: "1280-dark", width: 1280, dark: true }, { name: "1280-forced", width: 1280, forced: true },
  { name: "400-per-cent", width: 320, height: 256 },
];
const browser = await puppeteer.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-dev-shm-usage"],
});
let findings = 0;
for (const view of views) {
  const page = await browser.newPage();
  await page.setViewport({ width: view.width, height: view.height ?? 900 });
  const features = [{ name: "prefers-color-scheme", value: view.dark ? "dark" : "light" }];
  if (view.forced) features.push({ name: "forced-colors", value: "active" });
  // Puppeteer knows no forced colours; the protocol beneath it does.
  const session = await page.createCDPSession();
  await session.send("Emulation.setEmulatedMedia", { features });
  await page.goto(pathToFileURL(resolve(page_file)).href);
  await page.evaluate(axe);
  const result = await page.evaluate(() => axe.run(document, {
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
  }));
  const seen = await page.evaluate(() => ({
    // Wider than the window: somebody has to scroll two ways to read.
    sideways: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    // What a keyboard is led to without being able to do anything there.
    empty_stops: [...document.querySelectorAll("[tabindex='0']")]
      .filter((each) => each.scrollWidth <= each.clientWidth).length,
    sticky: [...document.querySelectorAll("body *")]
      .filter((each) => ["sticky", "fixed"].includes(getComputedStyle(each).position)).length,
  }));
  const violations = result.violations.map((each) => [each.id, each.nodes.length, each.nodes[0].html.slice(0, 160)]);
  findings += violations.length + (seen.sideways > 0) + seen.empty_stops + seen.sticky;
  console.log(JSON.stringify({ view: view.name, axe: axe.match(/axe v([\d.]+)/)?.[1], violations, ...seen }));
  if (pictures) {
    mkdirSync(pictures, { recursive: true });
    // A browser draws no picture of more than 16384 pixels; a longer page is shown down to there.
    const tall = await page.evaluate(() => document.documentElement.scrollHeight);
    const clip = { x: 0, y: 0, width: view.width, height: Math.min(view.height ?? tall, 16000) };
    await page.screenshot({ path: `${pictures}/${view.name}.png`, clip, captureBeyondViewport: true });
  }
  await page.close();
}
await browser.close();
process.exit(findings ? 1 : 0);
