// Opens a page in Chromium and tells what it has heard: node browse.mjs CHROMIUM PAGE
import { chromium } from "playwright-core";

const [executablePath, url] = process.argv.slice(2);
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
try {
  const page = await browser.newPage();
  await page.exposeFunction("tell", (what) => console.log(JSON.stringify(what)));
  await page.goto(url);
  await page.waitForFunction(() => window.ended, null, { timeout: 90_000 });
} finally {
  await browser.close();
}
