// The register of views: a line for each kind that is written in a form, and for each collection that stands under an
// item. A new kind is one file such as decisions.tsx and its lines here, or, where few need it at once, in later/.
import type { ComponentChildren } from "preact";
import { actionAmend, actionForm, actionProgress, actionRow } from "./actions.tsx";
import { answerForm } from "./answering.tsx";
import { decisionAmend, decisionForm, decisionRow } from "./decisions.tsx";
import type { Draft, Values } from "./forms.ts";
import { informationAmend, informationForm, informationRow } from "./information.tsx";
import { restrictedRow } from "./restricted.tsx";
import type { Earlier, Kind, Made, Withdrawn } from "./wire.ts";

/** A form in which somebody asks for something. */
export interface Form {
  title(draft: Draft): string;
  /** What the button says, "Save" where it is absent. */
  button?: string | (() => string);
  Fields(props: { draft: Draft }): ComponentChildren;
  /**
   * Sends it. The form closes when this returns, or stays until what it promises is there. Throws Problem where what
   * was typed cannot be sent.
   */
  send(draft: Draft): void | Promise<void>;
}

/** Kinds of the minutes after the meeting: their forms are on pages of the server's. */
type Afterwards =
  | "addendum"
  | "circulation"
  | "circulation.opened"
  | "correction"
  | "correction.withdraw"
  | "final"
  | "reopen"
  | "ruling"
  | "seal"
  | "signature"
  | "signing"
  | "version";

/** Kinds without a form: a button sends them, or typing into the notes does. */
type Plain =
  | "action.confirm"
  | "addition"
  | "answer.confirm"
  | "assent"
  | "attendance"
  | "attendee.known"
  | "attendee.role"
  | "convene"
  | "decision.confirm"
  | "item.current"
  | "item.order"
  | "item.remove"
  | "note"
  | "note.allow";

/** The name of a form: the kind that it asks for, or what it does where that is no kind. */
export type FormName = Exclude<Kind, Plain | Afterwards> | "invitation";

/** The forms that are there from the first moment. */
export const forms = {
  action: actionForm,
  "action.amend": actionAmend,
  "action.progress": actionProgress,
  answer: answerForm,
  decision: decisionForm,
  "decision.amend": decisionAmend,
  information: informationForm,
  "information.amend": informationAmend,
} satisfies Partial<Record<FormName, Form>>;

/** The others: a kind that is neither here nor there nor among the plain ones does not compile. */
export type LateForm = Exclude<FormName, keyof typeof forms>;

/** A thing that stands under an item. */
export interface Thing extends Made {
  item?: string;
  earlier?: Earlier[];
  withdrawn?: Withdrawn;
}

/** How the things of one collection are shown under their item. */
export interface Row {
  collection: "information" | "restricted" | "decisions" | "actions";
  amend: FormName & Kind;
  withdraw: FormName & Kind;
  /** "Decision D1" */
  name(id: string): string;
  Body(props: { id: string }): ComponentChildren;
  /** Buttons beside Amend and Withdraw. */
  Buttons?(props: { id: string }): ComponentChildren;
  /** The attendees whose own it is. */
  owners(id: string): (string | undefined)[];
  /** What the form of an amendment starts with. */
  start(id: string): Values;
}

export const rows: Row[] = [informationRow, restrictedRow, decisionRow, actionRow];
