/** A sentence that depends on how many: `count` chooses the form by the language's own rules. */
export interface PluralForms {
  zero?: string;
  one?: string;
  two?: string;
  few?: string;
  many?: string;
  other: string;
}

/** Messages of one language; `{name}` stands for a parameter. */
export type Messages = Readonly<Record<string, string | PluralForms>>;

/** What a translation of `Source` must have: the same keys, each of the same shape. */
export type Translation<Source extends Messages> = {
  readonly [Key in keyof Source]: Source[Key] extends string ? string : PluralForms;
};

type ParametersOf<Text> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | ParametersOf<Rest>
  : never;
type NamesIn<Message> = Message extends string
  ? ParametersOf<Message>
  : 'count' | { [Form in keyof Message]: ParametersOf<Message[Form]> }[keyof Message];

/** The arguments a message asks for after its key: none, or its parameters. */
export type ArgumentsFor<Message> = [NamesIn<Message>] extends [never]
  ? []
  : [parameters: { [Name in NamesIn<Message>]: Name extends 'count' ? number : string | number }];

/** Keeps the texts as types, so that keys and parameters are checked where they are used. */
export function defineMessages<const Source extends Messages>(source: Source): Source {
  return source;
}

/** One message in one language with its parameters put in; an unknown parameter stays visible. */
export function render(
  message: string | PluralForms,
  locale: string,
  parameters: Readonly<Record<string, string | number>> = {},
): string {
  let text = message;
  if (typeof text !== 'string')
    text = text[new Intl.PluralRules(locale).select(Number(parameters['count']))] ?? text.other;
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = parameters[name];
    if (value === undefined) return whole;
    return typeof value === 'number' ? new Intl.NumberFormat(locale).format(value) : value;
  });
}

/** Keys whose parameters differ between two languages: `[]` is what a test expects. */
export function differingParameters(left: Messages, right: Messages): string[] {
  return Object.keys(left).filter((key) => parametersIn(left[key]) !== parametersIn(right[key]));
}

function parametersIn(message: string | PluralForms | undefined): string {
  const texts = typeof message === 'string' ? [message] : Object.values(message ?? {});
  const names = texts.flatMap((text: string) =>
    [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? ''),
  );
  return [...new Set(names)]
    .filter((name) => name !== 'count')
    .toSorted((one, other) => (one < other ? -1 : 1))
    .join();
}
