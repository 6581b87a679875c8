// What this device holds of what its person wrote, until the server has it: sealed, so that whoever else gets at the
// disk learns nothing. The key comes with the page and lives in memory only.
import { PATIENCE, on, shelf, within } from "./shelf.ts";

/** One thing that is held, under a number of its own. */
export class Place {
  private value: unknown;
  private waits = false;
  private empty: boolean;
  private writing: Promise<void> | undefined;

  /** `write` keeps a value on the device; undefined: takes it away. */
  constructor(
    private write: (value: unknown) => Promise<void>,
    taken = false,
  ) {
    this.empty = !taken;
  }

  /** Keeps a value in place of the one before; undefined clears the place. Resolves once that is done. */
  keep(value: unknown): Promise<void> {
    if (value === undefined && this.empty) return Promise.resolve();
    this.value = value;
    this.waits = true;
    this.empty = false;
    return (this.writing ??= this.run());
  }

  /** Tries once more to keep what was given last. */
  again(): Promise<void> {
    this.waits = true;
    return (this.writing ??= this.run());
  }

  /** Resolves when all that was given so far is kept. */
  async settled(): Promise<void> {
    await this.writing;
  }

  private async run(): Promise<void> {
    try {
      while (this.waits) {
        this.waits = false;
        await this.write(this.value);
      }
      this.empty = this.value === undefined;
    } finally {
      this.writing = undefined;
    }
  }
}

export interface Found {
  place: Place;
  value: unknown;
}

export class Device {
  /** Whether something given is not yet kept. */
  busy = 0;
  /** What the server knows this device by. */
  id: string = crypto.randomUUID();
  private places = 0;
  private page = "";
  private owned = new Set<string>(); // pages that are gone, and whose things are this page's
  private read = new Set<string>(); // those, and this page, of whose things this page knows
  private db: IDBDatabase | undefined;
  private sealing: CryptoKey | undefined;

  /**
   * The outbox of one person and meeting, to be opened. `key` is a mask and the key under it, in base64. `changed` is
   * called after each change of what is held.
   */
  constructor(
    private outbox: string,
    private key: string,
    private changed: () => void,
  ) {}

  /**
   * Opens it, unless it is open and answers: before, each place rejects what it is given. Rejects where this browser keeps
   * nothing, or was too busy to answer: it has no database, seals nothing, or cannot tell its pages apart.
   */
  async open(): Promise<void> {
    if (await this.answers()) return;
    const masked = Uint8Array.from(atob(this.key), (c) => c.charCodeAt(0));
    const raw = masked.slice(0, 32).map((byte, n) => byte ^ masked[32 + n]!);
    const sealing = await crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);
    const db = (this.db = await shelf());
    if (this.page) return;
    const id = await on(db, "readonly", (held) => held.get("device") as IDBRequest<string | undefined>);
    if (!id) await on(db, "readwrite", (held) => held.put(this.id, "device"));
    const page = crypto.randomUUID();
    if (!(await own(this.outbox + page, PATIENCE))) throw new Error("another page has this page's name");
    this.id = id ?? this.id;
    this.page = page;
    this.read.add(page);
    this.sealing = sealing;
  }

  /** Whether it is open and answers. Otherwise it is let go: a browser may close it, as when somebody clears what it keeps. */
  private async answers(): Promise<boolean> {
    try {
      await this.count();
      return true;
    } catch {
      this.db?.close();
      this.db = undefined;
      return false;
    }
  }

  /** A place for one more thing. */
  place(): Place {
    const number = this.places++;
    return this.placed(() => [this.outbox, this.page, number]);
  }

  /**
   * What pages held that are gone, in the order in which it was asked. It is this page's from now on: no other page is
   * given it while this one is there. Throws where the browser is too busy to answer; what was not given yet is then given
   * the next time.
   */
  async *left(): AsyncGenerator<Found> {
    for (const page of new Set((await this.keys(within(this.outbox))).map(([, page]) => page))) {
      if (this.read.has(page) || !(this.owned.has(page) || (await own(this.outbox + page, LINGERS)))) continue;
      this.owned.add(page);
      const range = within(this.outbox, page);
      const keys = await this.keys(range); // asked again: until now another page may have changed it
      const sealed = await on(this.shelf(), "readonly", (held) => held.getAll(range) as IDBRequest<Sealed[]>);
      this.read.add(page);
      for (const [n, key] of keys.entries()) {
        const value = await this.opened(key, sealed[n]!).catch(() => undefined); // of another installation's key
        if (value !== undefined) yield { place: this.placed(() => key, true), value };
      }
    }
  }

  /** How many things all pages hold in this outbox. */
  async count(): Promise<number> {
    return on(this.shelf(), "readonly", (held) => held.count(within(this.outbox)));
  }

  private shelf(): IDBDatabase {
    if (!this.db || !this.sealing) throw new Error("this device is not open");
    return this.db;
  }

  private keys(range: IDBKeyRange): Promise<Key[]> {
    return on(this.shelf(), "readonly", (held) => held.getAllKeys(range)) as Promise<Key[]>;
  }

  private placed(where: () => Key, taken = false): Place {
    return new Place(async (value) => {
      const db = this.shelf();
      const key = where();
      this.busy++;
      try {
        const sealed = value === undefined ? undefined : await this.sealed(key, value);
        const write = (held: IDBObjectStore): { result: unknown } =>
          sealed ? held.put(sealed, key) : held.delete(key);
        await on(db, "readwrite", write);
        this.changed();
      } finally {
        this.busy--;
      }
    }, taken);
  }

  private async sealed(key: Key, value: unknown): Promise<Sealed> {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const text = new TextEncoder().encode(JSON.stringify(value));
    return { iv, sealed: await crypto.subtle.encrypt(cipher(iv, key), this.sealing!, text) };
  }

  private async opened(key: Key, { iv, sealed }: Sealed): Promise<unknown> {
    return JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt(cipher(iv, key), this.sealing!, sealed)));
  }
}

/** Outbox, page, number. */
type Key = [string, string, number];

interface Sealed {
  iv: Uint8Array<ArrayBuffer>;
  sealed: ArrayBuffer;
}

/** A sealed thing is good in its own place only. */
function cipher(iv: Uint8Array<ArrayBuffer>, key: Key): AesGcmParams {
  return { name: "AES-GCM", iv, additionalData: new TextEncoder().encode(key.join()) };
}

/** A page that is loaded again may still hold its lock for a moment, in milliseconds. */
const LINGERS = 300;

/** Takes a lock until this page is gone. Reports false where another page still has it after so many milliseconds. */
function own(name: string, wait: number): Promise<boolean> {
  const patience = new AbortController();
  setTimeout(() => patience.abort(), wait);
  return new Promise((done) => {
    navigator.locks
      .request(name, { signal: patience.signal }, () => {
        done(true);
        return new Promise(() => {});
      })
      .catch(() => done(false));
  });
}
