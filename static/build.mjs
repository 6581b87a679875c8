// Builds dist/, all that the browser and the PDF get from here: three scripts, one style sheet, an icon, the fonts of the minutes.
// `make build` runs it; nothing in dist/ is committed.
import { copyFileSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import * as esbuild from "esbuild";
import { PurgeCSS } from "purgecss";
import * as sass from "sass";

const fonts = {
  "noto-sans-arabic": { Regular: "400Regular", Bold: "700Bold" },
  "noto-sans-bengali": { Regular: "400Regular", Bold: "700Bold" },
  "noto-sans-sc": { Regular: "400Regular" }, // 10 MB each: headings in Chinese are drawn from the regular one
};

// What an earlier build left must not be embedded again.
for (const name of readdirSync("dist")) {
  if (name !== ".gitignore") rmSync(`dist/${name}`, { recursive: true });
}

await esbuild.build({
  entryPoints: ["src/room.tsx", "src/page.ts", "src/verify.ts"],
  outdir: "dist",
  bundle: true,
  minify: true,
  target: "es2020",
  legalComments: "none",
  logLevel: "warning",
});

const style = sass.compile("src/main.scss", {
  style: "compressed",
  loadPaths: ["node_modules/govuk-frontend/dist"],
  quietDeps: true,
});
// A third of the style sheet is for what GOV.UK has and no page of ours: its classes whose names stand in no page and no
// script are left out. Those of buttons are put together in the templates.
const [used] = await new PurgeCSS().purge({
  content: ["../server/web/pages/*.html", "../server/web/*.go", "dist/*.js"],
  css: [{ raw: style.css }],
  extractors: [{ extensions: ["html", "go", "js"], extractor: (text) => text.match(/[\w!-]+/g) ?? [] }],
  safelist: [/^(?!govuk-)/, /^govuk-button--/],
});
writeFileSync("dist/main.css", used.css);

copyFileSync("src/icon.svg", "dist/icon.svg");

mkdirSync("dist/fonts");
for (const [family, weights] of Object.entries(fonts)) {
  const name = readdirSync(`node_modules/@expo-google-fonts/${family}/400Regular`)
    .find((file) => file.endsWith(".ttf"))
    .replace("_400Regular.ttf", "");
  for (const [weight, folder] of Object.entries(weights)) {
    copyFileSync(
      `node_modules/@expo-google-fonts/${family}/${folder}/${name}_${folder}.ttf`,
      `dist/fonts/${name}-${weight}.ttf`,
    );
  }
}
