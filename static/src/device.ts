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
  private places = 0;
  private pages = new Set<string>();

  private constructor(
    private db: IDBDatabase,
    private key: CryptoKey,
    private outbox: string,
    private page: string,
    /** What the server knows this device by. */
    readonly id: string,
    private changed: () => void,
  ) {
    this.pages.add(page);
  }

  /**
   * Opens the outbox of one person and meeting. `key` is a mask and the key under it, in base64. `changed` is called
   * after each change of what is held. Rejects where this browser keeps nothing: it has no database, seals nothing, or
   * cannot tell its pages apart.
   */
  static async open(outbox: string, key: string, changed: () => void): Promise<Device> {
    const masked = Uint8Array.from(atob(key), (c) => c.charCodeAt(0));
    const raw = masked.slice(0, 32).map((byte, n) => byte ^ masked[32 + n]!);
    const sealing = await crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);
    const page = crypto.randomUUID();
    const db = await shelf();
    let id = await on(db, "readonly", (held) => held.get("device") as IDBRequest<string | undefined>);
    if (!id) {
      id = crypto.randomUUID();
      await on(db, "readwrite", (held) => held.put(id, "device"));
    }
    if (!(await own(outbox + page, PATIENCE))) throw new Error("another page has this page's name");
    return new Device(db, sealing, outbox, page, id, changed);
  }

  /** A place for one more thing. */
  place(): Place {
    return this.placed([this.outbox, this.page, this.places++]);
  }

  /**
   * What pages held that are gone, in the order in which it was asked. It is this page's from now on: no other page is
   * given it while this one is there.
   */
  async left(): Promise<Found[]> {
    const keys = (await on(this.db, "readonly", (held) => held.getAllKeys(within(this.outbox)))) as Key[];
    const found: Found[] = [];
    for (const page of new Set(keys.map(([, page]) => page))) {
      if (this.pages.has(page) || !(await own(this.outbox + page, LINGERS))) continue;
      this.pages.add(page);
      const range = within(this.outbox, page); // asked again: until now another page may have changed it
      for (const key of (await on(this.db, "readonly", (held) => held.getAllKeys(range))) as Key[]) {
        const value = await this.opened(key).catch(() => undefined); // of another installation's key
        if (value !== undefined) found.push({ place: this.placed(key, true), value });
      }
    }
    return found;
  }

  /** How many things all pages hold in this outbox. */
  count(): Promise<number> {
    return on(this.db, "readonly", (held) => held.count(within(this.outbox)));
  }

  private placed(key: Key, taken = false): Place {
    return new Place(async (value) => {
      this.busy++;
      try {
        const sealed = value === undefined ? undefined : await this.sealed(key, value);
        const write = (held: IDBObjectStore): { result: unknown } =>
          sealed ? held.put(sealed, key) : held.delete(key);
        await on(this.db, "readwrite", write);
        this.changed();
      } finally {
        this.busy--;
      }
    }, taken);
  }

  private async sealed(key: Key, value: unknown): Promise<Sealed> {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const text = new TextEncoder().encode(JSON.stringify(value));
    return { iv, sealed: await crypto.subtle.encrypt(cipher(iv, key), this.key, text) };
  }

  private async opened(key: Key): Promise<unknown> {
    const { iv, sealed } = await on(this.db, "readonly", (held) => held.get(key) as IDBRequest<Sealed>);
    return JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt(cipher(iv, key), this.key, sealed)));
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
