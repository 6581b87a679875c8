import { expect, test } from "@playwright/test";
import { Problem } from "../src/forms.ts";
import { type Invitee, invitee } from "../src/later/invitee.ts";

const agency = "Example Hospital";

const read: [line: string, who: Invitee | undefined][] = [
  ["Nia Ward", { name: "Nia Ward" }],
  ["nia.ward@health.example", { name: "Nia Ward", email: "nia.ward@health.example" }],
  ["Nia Ward <n@health.example>", { name: "Nia Ward", email: "n@health.example" }],
  ["n@health.example\tObserver", { name: "N", email: "n@health.example", role: "observer" }],
  ["nia@health.example, Example Hospital, observer", { name: "Nia", email: "nia@health.example", role: "observer" }],
  ["nia@health.example, Nia Ward, minute taker", { name: "Nia Ward", email: "nia@health.example", role: "minute-taker" }],
  ['"Nia Ward" <n@health.example>, example hospital;', { name: "Nia Ward", email: "n@health.example" }],
  [" ,; ", undefined],
];

for (const [line, who] of read)
  test(`who ${JSON.stringify(line)} invites`, () => expect(invitee(line, agency)).toEqual(who));

const asked: [line: string, says: string][] = [
  ["nia@health.example, Example Surgery, observer", "What is “Example Surgery”?"],
  ["Nia Ward, Example Surgery", "What is “Example Surgery”?"],
  ["n12@health.example, Nia Ward", "What is “Nia Ward”?"],
  ["Ward, Nia <nia@health.example>", "What is “Nia”?"],
  ["nia@health.example; ed@school.example", "a line of their own"],
];

for (const [line, says] of asked)
  test(`${JSON.stringify(line)} is asked about`, () => {
    const reading = () => invitee(line, agency);
    expect(reading).toThrow(Problem);
    expect(reading).toThrow(says);
  });
