// What each grid holds. A new grid is its kind in the core, its lines here and two in the register of views.
export interface Column {
  name: string;
  /** The head of the column and the label of the field. */
  words: string;
  hint?: string;
  holds?: "child" | "day";
  /** The values that there are, with their words; the first is chosen at the start. */
  options?: Record<string, string>;
  /** What is said where somebody leaves it empty who must not. */
  needed?: string;
  /** What a row says where it is empty. */
  gap?: string;
}

export interface Grid {
  kind: "access" | "computer" | "contact" | "storage";
  rows: "access" | "computers" | "contacts" | "storage";
  title: string;
  add: string;
  columns: Column[];
}

export const contact: Grid = {
  kind: "contact",
  rows: "contacts",
  title: "Contact meanwhile",
  add: "Add a rule",
  columns: [
    { name: "child", words: "Child", holds: "child", gap: "Every child" },
    {
      name: "setting",
      words: "Setting",
      hint: "home, school, work, online",
      needed: "Say where: home, school, work, online.",
    },
    { name: "rule", words: "Rule", needed: "Write the rule for contact there." },
    { name: "checkedBy", words: "Who checks", gap: "nobody named" },
    { name: "until", words: "Until", holds: "day", gap: "no end named" },
  ],
};

export const access: Grid = {
  kind: "access",
  rows: "access",
  title: "Where the person has access to children",
  add: "Add a setting",
  columns: [
    { name: "setting", words: "Setting", hint: "a workplace, a club, a household", needed: "Say where." },
    { name: "known", words: "Children there", options: { no: "not known yet", yes: "known" } },
    { name: "children", words: "Who they are" },
    { name: "enquirer", words: "Who enquires", gap: "nobody named" },
    { name: "by", words: "By", holds: "day", gap: "no date" },
  ],
};

export const storage: Grid = {
  kind: "storage",
  rows: "storage",
  title: "Secure storage",
  add: "Add material",
  columns: [
    { name: "what", words: "What", needed: "Say what is stored." },
    { name: "where", words: "Where", needed: "Say where it is stored." },
    { name: "reference", words: "Exhibit reference" },
    { name: "custodian", words: "Custodian", needed: "Say who keeps it." },
    { name: "maySee", words: "Who may see it", gap: "nobody named" },
    { name: "agreedBy", words: "Agreed by", hint: "the agencies", gap: "not agreed yet" },
  ],
};

export const computer: Grid = {
  kind: "computer",
  rows: "computers",
  title: "Who had access to the computer",
  add: "Add a device",
  columns: [
    { name: "device", words: "Device", needed: "Say which device." },
    { name: "left", words: "Where it was left", needed: "Say where it was left, or that this is not known." },
    { name: "lastUsed", words: "Last used", hint: "by whom and when", gap: "not known" },
    { name: "people", words: "People with access", needed: "Say who has access to it, or that this is not known." },
  ],
};

/** The grids by the name with which a question opens them. */
export const grids: Partial<Record<string, Grid>> = { access, computer, contact, storage };
