// The database of this origin in which things are held until they are saved, by [outbox, page, number]. What lies there
// is sealed; whoever only counts needs no key.

const NAME = "strategyroom";
const HELD = "held";
export const PATIENCE = 5000; // milliseconds; some browsers never answer in a private window

/** Opens it, or rejects where this browser keeps nothing. */
export function shelf(): Promise<IDBDatabase> {
  return patient((done, failed) => {
    const opening = indexedDB.open(NAME, 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore(HELD);
    opening.onsuccess = () => done(opening.result);
    opening.onerror = opening.onblocked = () => failed(opening.error);
  });
}

/** Does one thing with what is held. What was written is on the disk when this resolves. */
export function on<T>(
  db: IDBDatabase,
  mode: IDBTransactionMode,
  act: (held: IDBObjectStore) => { result: T },
): Promise<T> {
  return patient((done, failed) => {
    const doing = db.transaction(HELD, mode, { durability: "strict" });
    const request = act(doing.objectStore(HELD));
    doing.oncomplete = () => done(request.result);
    doing.onabort = () => failed(doing.error);
  });
}

/** All that is held for an outbox, or for one page of it. */
export function within(...outbox: string[]): IDBKeyRange {
  return IDBKeyRange.bound(outbox, [...outbox, []]); // a list is above every number and text
}

/** How many things are held for these outboxes. */
export async function heldFor(outboxes: string[]): Promise<number> {
  const db = await shelf();
  try {
    const counts = await Promise.all(outboxes.map((name) => on(db, "readonly", (held) => held.count(within(name)))));
    return counts.reduce((sum, n) => sum + n, 0);
  } finally {
    db.close();
  }
}

function patient<T>(act: (done: (value: T) => void, failed: (why: unknown) => void) => void): Promise<T> {
  return new Promise((done, failed) => {
    setTimeout(failed, PATIENCE, new Error("the browser's database does not answer"));
    act(done, failed);
  });
}
