// The one place where a form stands open, below the Add line.
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { Button, TextButton } from "./button.tsx";
import { type Draft, Problem, discard, done, leave, open, typed } from "./forms.ts";
import { fetchRest, formOf, lacking } from "./rest.ts";
import type { Form as Kind } from "./views.ts";

export function FormPlace() {
  const draft = open.value;
  if (!draft) return null;
  const form = formOf(draft.kind);
  if (!form) return <Fetching />;
  return <Form key={draft.kind + draft.item + draft.subject} draft={draft} form={form} />;
}

/** Stands where something will stand that is still on its way from the server. */
export function Fetching() {
  useEffect(() => void fetchRest(), []);
  return (
    <p class="room-left">
      {lacking.value ? (
        <span class="room-wrong" role="alert">
          {lacking.value}
        </span>
      ) : (
        <span role="status">One moment: this is being fetched.</span>
      )}{" "}
      {open.value && <Button onClick={leave}>Back</Button>}
    </p>
  );
}

function Form({ draft, form }: { draft: Draft; form: Kind }) {
  const element = useRef<HTMLFormElement>(null);
  const button = typeof form.button === "function" ? form.button() : form.button;
  const [busy, setBusy] = useState(false);
  const value = draft.values.value.value; // a form that is opened again with another answer has other fields
  // Before the next key is pressed, so that nothing typed fast goes elsewhere.
  useLayoutEffect(() => {
    const first = element.current?.querySelector<HTMLElement>("input, textarea, select, button");
    if (!draft.quiet) first?.focus();
  }, [draft, value]);

  const send = async () => {
    if (busy) return;
    draft.refusal.value = undefined;
    try {
      const sending = form.send(draft);
      if (sending) {
        setBusy(true);
        await sending;
      }
      done(draft);
    } catch (problem) {
      if (!(problem instanceof Error)) throw problem;
      draft.refusal.value = {
        code: "content",
        message: problem.message,
        field: problem instanceof Problem ? problem.field : "",
      };
      if (problem instanceof Problem)
        element.current?.querySelector<HTMLElement>(`#field-${problem.field.replace(/\W/g, "-")}`)?.focus();
    } finally {
      setBusy(false);
    }
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.isComposing) return;
    if (event.key === "Escape") leave();
    else if (event.key === "Enter" && event.ctrlKey) void send();
    else return;
    event.preventDefault();
  };
  return (
    <form
      ref={element}
      class="room-form"
      aria-labelledby="form-title"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
      onKeyDown={onKeyDown}
    >
      <h3 id="form-title" class="room-form__title">
        {form.title(draft)}
      </h3>
      <General draft={draft} element={element} />
      <form.Fields draft={draft} />
      <p class="room-form__foot">
        <button type="submit" class="room-button room-button--main" disabled={busy}>
          {button ?? "Save"}
        </button>
        <Button onClick={leave}>Back</Button>
        {typed(draft) && (
          <TextButton
            onClick={() => {
              leave();
              discard(draft);
            }}
          >
            Throw away
          </TextButton>
        )}
        <span class="room-hint">Ctrl+Enter saves. Esc goes back and keeps the text.</span>
      </p>
    </form>
  );
}

/** What is wrong where the form has no field of that name. */
function General({ draft, element }: { draft: Draft; element: { current: HTMLFormElement | null } }) {
  const refusal = draft.refusal.value;
  const [own, setOwn] = useState(false);
  useLayoutEffect(() => {
    const field = refusal?.field?.split(".")[0];
    setOwn(refusal !== undefined && !(field && element.current?.querySelector(`[id^="field-${field}"]`)));
  }, [refusal]);
  return refusal && own ? (
    <p class="room-wrong" role="alert">
      {refusal.message}
    </p>
  ) : null;
}
