// What a PDF says, as poppler reads it.
import { execFileSync } from "node:child_process";

/** The text of each page, in the order in which it was drawn. */
export function pages(pdf: Buffer): string[] {
  const text = execFileSync("pdftotext", ["-raw", "-", "-"], { input: pdf, encoding: "utf8" });
  return text.split("\f").filter((page) => page.trim());
}

/** The words of `texts` that stand nowhere in `pages`, wherever lines and pages break. */
export function missing(pages: string[], texts: string[]): string[] {
  const said = pages.join(" ").split(/\s+/).join(" ");
  const words = new Set(said.split(" "));
  return texts
    .filter((text) => !said.includes(text.split(/\s+/).join(" ")))
    .flatMap((text) => text.split(/\s+/))
    .filter((word) => word && !words.has(word));
}
