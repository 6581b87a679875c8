// What a stranger learns from a sealed PDF with programs that are not ours: poppler, NSS, OpenSSL and qpdf.
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { binary } from "./program.ts";

const run = (name: string, ...args: string[]) => execFileSync(name, args, { encoding: "utf8", maxBuffer: 1 << 26 });

/** A sealed PDF in a folder that the test takes away, and the certificate that it should lead to. */
export class Sealed {
  private file: string;
  private within: Record<string, string> | undefined;
  constructor(
    private folder: string,
    readonly pdf: Buffer,
    private root: string,
  ) {
    mkdirSync(folder);
    this.file = this.keep("file.pdf", pdf);
  }

  /** What pdfsig says to somebody who trusts the root. */
  pdfsig(): string {
    const nss = join(this.folder, "nss");
    mkdirSync(nss);
    run("certutil", "-N", "-d", nss, "--empty-password");
    run("certutil", "-A", "-d", nss, "-n", "root", "-t", "CT,C,C", "-i", this.root);
    return run("pdfsig", "-nssdir", nss, this.file);
  }

  /** Whether OpenSSL finds the seal good for the bytes that it covers; if not, what it says. */
  openssl(): string {
    const [, ...range] = /\/ByteRange ?\[(\d+) (\d+) (\d+) (\d+)/.exec(this.pdf.toString("latin1"))!;
    const [first, to, from, length] = range.map(Number) as [number, number, number, number];
    const covered = Buffer.concat([this.pdf.subarray(first, first + to), this.pdf.subarray(from, from + length)]);
    const seal = Buffer.from(this.pdf.toString("latin1", to + 1, from - 1), "hex");
    const args = ["-in", this.keep("seal.der", seal), "-content", this.keep("covered", covered), "-CAfile", this.root];
    const said = spawnSync("openssl", ["cms", "-verify", "-cades", "-binary", "-inform", "DER", "-purpose", "any", "-out",
      join(this.folder, "out"), ...args], { encoding: "utf8" });
    return said.status === 0 ? "good" : said.stderr;
  }

  qpdf(): string {
    return run("qpdf", "--check", this.file);
  }

  pdfinfo(): string {
    return run("pdfinfo", this.file).replace(/ +/g, " ");
  }

  /** The words in the order in which a screen reader reads them out: that of the tags, not of the ink. */
  readOut(): string {
    return run("pdfinfo", "-struct-text", this.file);
  }

  /** What our own program says, and how it ends. Alters the byte at `flip` first where one is given. */
  verify(flip?: number): { code: number | null; said: string } {
    const altered = Buffer.from(this.pdf);
    if (flip !== undefined) altered[flip]! ^= 1;
    const file = this.keep("checked.pdf", altered);
    const { status, stdout, stderr } = spawnSync(binary, ["verify", file, "--root", this.root], { encoding: "utf8" });
    return { code: status, said: stdout + stderr };
  }

  /** The attached files, by name. */
  attached(): Record<string, string> {
    const out = join(this.folder, "attached");
    mkdirSync(out);
    run("pdfdetach", "-saveall", "-o", out, this.file);
    return Object.fromEntries(readdirSync(out).map((name) => [name, readFileSync(join(out, name), "utf8")]));
  }

  /** Every place in which a word or words stand: pages, tags, properties, bookmarks, attachments, and the bare bytes. */
  places(words: string): string[] {
    this.within ??= this.laidBare();
    const wide = Buffer.from(words, "utf16le").swap16();
    const sought = [words, wide.toString("latin1"), wide.toString("hex")].map((one) => one.toLowerCase());
    return Object.keys(this.within).filter((place) => sought.some((one) => this.within![place]!.includes(one)));
  }

  private laidBare(): Record<string, string> {
    const bare = join(this.folder, "bare.pdf");
    run("qpdf", "--qdf", "--object-streams=disable", "--stream-data=uncompress", this.file, bare);
    const all = {
      pages: run("pdftotext", "-raw", this.file, "-"),
      tags: this.readOut(),
      properties: run("pdfinfo", this.file) + run("pdfinfo", "-meta", this.file) + run("pdfinfo", "-custom", this.file),
      bookmarks: run("qpdf", "--json", "--json-key=outlines", this.file),
      objects: run("qpdf", "--json=2", this.file),
      ...this.attached(),
    };
    const even = Object.entries(all).map(([place, text]) => [place, text.replace(/\s+/g, " ").toLowerCase()]);
    return { ...Object.fromEntries(even), bytes: readFileSync(bare, "latin1").toLowerCase() };
  }

  private keep(name: string, bytes: Buffer): string {
    const path = join(this.folder, name);
    writeFileSync(path, bytes);
    return path;
  }
}
