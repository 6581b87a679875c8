// The frames of the socket and of the slow mode, told apart by their type. All else on the wire is in wire.gen.ts.
import type * as wire from "./wire.gen.ts";

export type * from "./wire.gen.ts";
export type { Kind } from "./rules.gen.ts";

export type Snapshot = wire.Snapshot & { type: "snapshot" };
export type Entry = wire.EntryFrame & { type: "entry" };
export type Presence = wire.PresenceFrame & { type: "presence" };

export type Frame =
  | Snapshot
  | Entry
  | Presence
  | (wire.Accepted & { type: "accepted" })
  | (wire.Refused & { type: "refused" })
  | (wire.Heartbeat & { type: "heartbeat" });

export type Role = wire.Attendee["role"];
export type Permission = "writes" | "proposes" | "own";
