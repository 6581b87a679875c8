// govuk-frontend ships without types; this is the part of it that page.ts uses.
declare module "govuk-frontend" {
  type Component = new (root: Element) => object;
  export const Button: Component;
  export const ErrorSummary: Component;
  export const SkipLink: Component;
  export function createAll(component: Component): object[];
}
