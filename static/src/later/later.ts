// The part of the room that is fetched once the first is of use: the forms that are opened now and then, the details of the
// meeting, what stands under few items. A form that everybody needs at once belongs into views.ts.
import "../room.tsx"; // so that what both parts use lies in the first
import { access, computer, contact, storage } from "./grids.ts";
import type { Form, LateForm } from "../views.ts";
import { alarmForm } from "./alarm.tsx";
import { chairForm, phaseForm } from "./chair.tsx";
import { childForm } from "./child.tsx";
import { conflictForm } from "./conflict.tsx";
import { delayForm } from "./delay.tsx";
import { circumstancesForm, particularsForm } from "./details.tsx";
import { dissentForm, dissentWithdraw } from "./dissent.tsx";
import { dutyForm } from "./duty.tsx";
import { gridForm } from "./grid.tsx";
import { invitationForm, telephoneForm } from "./invite.tsx";
import { itemForm } from "./items.tsx";
import { personForm } from "./persons.tsx";
import { planningForm } from "./planning.tsx";
import { quorumForm } from "./quorum.tsx";
import { restrictedAmend, restrictedForm } from "./restricted.tsx";
import { withdrawal } from "./withdrawal.tsx";

export { Children } from "./children.tsx";
export { Details } from "./details.tsx";
export { Grids } from "./rows.tsx";

export const forms: Record<LateForm, Form> = {
  access: gridForm(access),
  "access.withdraw": withdrawal("access.withdraw", "row"),
  "action.withdraw": withdrawal("action.withdraw", "action"),
  alarm: alarmForm,
  "answer.withdraw": withdrawal("answer.withdraw", "proposal"),
  attendee: telephoneForm,
  chair: chairForm,
  child: childForm,
  circumstances: circumstancesForm,
  computer: gridForm(computer),
  "computer.withdraw": withdrawal("computer.withdraw", "row"),
  conflict: conflictForm,
  contact: gridForm(contact),
  "contact.withdraw": withdrawal("contact.withdraw", "row"),
  "convene.amend": particularsForm,
  "decision.withdraw": withdrawal("decision.withdraw", "decision"),
  delay: delayForm,
  dissent: dissentForm,
  "dissent.withdraw": dissentWithdraw,
  duty: dutyForm,
  "information.withdraw": withdrawal("information.withdraw", "information"),
  invitation: invitationForm,
  item: itemForm,
  "item.amend": itemForm,
  person: personForm,
  "person.amend": personForm,
  "person.withdraw": withdrawal("person.withdraw", "person"),
  phase: phaseForm,
  planning: planningForm,
  quorum: quorumForm,
  restricted: restrictedForm,
  "restricted.amend": restrictedAmend,
  "restricted.withdraw": withdrawal("restricted.withdraw", "restricted"),
  storage: gridForm(storage),
  "storage.withdraw": withdrawal("storage.withdraw", "row"),
};
