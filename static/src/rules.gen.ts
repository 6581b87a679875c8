// Made by docs/generate from meeting/kinds.go and the codes of refusals. Do not edit: run make generate.

/** Which roles may write a kind, and in which phases; a kind without phases can only begin a record. */
export const rules = {
  "convene": {"phases":[],"may":{"chair":"writes"}},
  "convene.amend": {"phases":["convened","open","adjourned"],"may":{"chair":"writes","minute-taker":"writes"}},
  "phase": {"phases":["convened","open","adjourned"],"may":{"chair":"writes"}},
  "person": {"phases":["convened","open","adjourned"],"may":{"chair":"writes","minute-taker":"writes"}},
  "person.amend": {"phases":["convened","open","adjourned"],"may":{"chair":"writes","minute-taker":"writes"}},
  "person.withdraw": {"phases":["convened","open","adjourned"],"may":{"chair":"writes","minute-taker":"writes"}},
  "circumstances": {"phases":["convened","open","adjourned"],"may":{"chair":"writes","minute-taker":"writes"}},
  "attendee": {"phases":["convened","open","adjourned"],"may":{"chair":"writes","minute-taker":"writes"}},
  "attendee.role": {"phases":["convened","open","adjourned"],"may":{"chair":"writes"}},
  "attendance": {"phases":["convened","open","adjourned"],"may":{"chair":"writes","minute-taker":"writes","server":"writes"}},
  "chair": {"phases":["convened","open","adjourned"],"may":{"chair":"writes","deputy":"own"}},
  "item": {"phases":["convened","open","adjourned"],"may":{"chair":"writes"}},
  "item.amend": {"phases":["convened","open","adjourned"],"may":{"chair":"writes"}},
  "item.remove": {"phases":["convened","open","adjourned"],"may":{"chair":"writes"}},
  "item.order": {"phases":["convened","open","adjourned"],"may":{"chair":"writes"}},
  "item.current": {"phases":["convened","open","adjourned"],"may":{"chair":"writes","minute-taker":"writes"}},
  "answer": {"phases":["open"],"may":{"chair":"writes","deputy":"proposes","member":"proposes","minute-taker":"writes"}},
  "answer.confirm": {"phases":["open"],"may":{"chair":"writes","minute-taker":"writes"}},
  "answer.withdraw": {"phases":["open"],"may":{"chair":"writes","deputy":"own","member":"own","minute-taker":"writes"}},
  "note": {"phases":["convened","open","adjourned"],"may":{"chair":"writes","deputy":"own","member":"own","minute-taker":"writes","observer":"own"}},
  "note.allow": {"phases":["convened","open","adjourned"],"may":{"chair":"writes"}},
  "information": {"phases":["convened","open","adjourned"],"may":{"chair":"writes","deputy":"own","member":"own","minute-taker":"writes"}},
  "information.amend": {"phases":["convened","open","adjourned","closed"],"may":{"chair":"writes","deputy":"own","member":"own","minute-taker":"writes"}},
  "information.withdraw": {"phases":["convened","open","adjourned","closed"],"may":{"chair":"writes","deputy":"own","member":"own","minute-taker":"writes"}},
  "decision": {"phases":["open"],"may":{"chair":"writes","minute-taker":"writes"}},
  "decision.amend": {"phases":["open","adjourned","closed"],"may":{"chair":"writes","minute-taker":"writes"}},
  "decision.confirm": {"phases":["open"],"may":{"chair":"writes"}},
  "decision.withdraw": {"phases":["open","adjourned","closed"],"may":{"chair":"writes","minute-taker":"writes"}},
  "action": {"phases":["open"],"may":{"chair":"writes","deputy":"proposes","member":"proposes","minute-taker":"writes"}},
  "action.amend": {"phases":["open","adjourned","closed"],"may":{"chair":"writes","deputy":"own","member":"own","minute-taker":"writes"}},
  "action.confirm": {"phases":["open"],"may":{"chair":"writes","minute-taker":"writes"}},
  "action.withdraw": {"phases":["open","adjourned","closed"],"may":{"chair":"writes","deputy":"own","member":"own","minute-taker":"writes"}},
  "action.progress": {"phases":["open","adjourned"],"may":{"chair":"writes","deputy":"own","member":"own","minute-taker":"writes"}},
} as const;

export type Kind = keyof typeof rules;

/** Every code of a refusal that this version gives; later versions may give more. */
export const codes = [
  "malformed",
  "signed-out",
  "role",
  "not-found",
  "phase",
  "command-reused",
  "conflict",
  "too-large",
  "not-json",
  "content",
  "unknown-kind",
  "too-many",
  "link-used",
  "link-ended",
  "away",
  "origin",
  "method",
  "timeout",
  "upgrade",
  "internal",
] as const;

export type Code = (typeof codes)[number];
