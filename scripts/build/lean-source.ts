/** What is cut out of a file of a package: members of its classes, or branches that this program never takes. */
export interface Cut {
  readonly file: RegExp;
  /** Methods and accessors of its classes. */
  readonly members?: readonly string[];
  /** Variables whose `else` (asked as `if (name)`) is never reached. */
  readonly always?: readonly string[];
}

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** A node of the syntax tree, as far as it is looked at here. */
export interface SyntaxNode {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [key: string]: unknown;
}

const HELPER = /^__(createBinding|setModuleDefault|importStar|importDefault)$/;
const LOGGED = /^\w*[lL]ogger\.(debug|warn|error)$/;

/**
 * Turns a CommonJS file as the TypeScript compiler writes it into the module it was, so that the bundler sees what
 * of it is used; leaves out its logging and what `cut` names.
 * @param parse of the bundler.
 * @returns the module's source, or null for a file that is written in another way.
 */
export function leanSource(code: string, parse: (code: string) => unknown, cut?: Cut): string | null {
  const { body } = parse(code) as { body: readonly SyntaxNode[] };
  const text = (node: SyntaxNode) => code.slice(node.start, node.end);
  const edits: Edit[] = [];
  const replace = (node: SyntaxNode, by = '') => edits.push({ start: node.start, end: node.end, text: by });

  for (const statement of body) {
    const by = asModule(text(statement));
    if (by !== null) replace(statement, by);
    else inner(statement);
  }

  function inner(node: SyntaxNode): void {
    if (node.type === 'ExpressionStatement' && LOGGED.test(called(node['expression'] as SyntaxNode)))
      return void replace(node, ';');
    // Elsewhere its value is asked for: `.catch((error) => logger.warn(error))`.
    if (LOGGED.test(called(node))) return void replace(node, 'void 0');
    if (node.type === 'MethodDefinition' && cut?.members?.includes(text(node['key'] as SyntaxNode)))
      return void replace(node);
    if (node.type === 'IfStatement' && cut?.always?.includes(text(node['test'] as SyntaxNode)))
      return void replace(node, text(node['consequent'] as SyntaxNode));
    for (const child of children(node)) inner(child);
  }

  function called(node: SyntaxNode): string {
    return node.type === 'CallExpression' ? text(node['callee'] as SyntaxNode) : '';
  }

  const lean = edits
    .toSorted((a, b) => b.start - a.start)
    .reduce((rest, { start, end, text: by }) => rest.slice(0, start) + by + rest.slice(end), code);
  return /\bexports\.|\brequire\(/.test(lean) ? null : lean;
}

/** What a statement at the top of such a file is in a module; null when it is the same. */
function asModule(statement: string): string | null {
  if (/^["']use strict["'];$/.test(statement)) return '';
  if (statement.startsWith('Object.defineProperty(exports, "__esModule"')) return '';
  if (/^exports\.(\w+ = exports\.)*\w+ = void 0;$/.test(statement)) return '';
  const helper = /^var (\w+) = \(this && this\.\w+\)/.exec(statement)?.[1];
  if (helper !== undefined && HELPER.test(helper)) return '';
  const logger = /^const \w*[lL]ogger = new \w+\.Logger\(/.test(statement);
  if (logger) return '';
  const required = /^(?:const|var) (\w+) = (?:__import(?:Star|Default)\()?require\(("[^"]+")\)\)?;$/.exec(
    statement,
  );
  if (required) return `import * as ${required[1]} from ${required[2]};`;
  const exported = /^exports\.(\w+) = \1;$/.exec(statement)?.[1];
  if (exported !== undefined) return `export { ${exported} };`;
  const passedOn = /^Object\.defineProperty\(exports, "(\w+)", \{.+return ([\w.]+);/.exec(statement);
  if (passedOn) return `export const ${passedOn[1]} = ${passedOn[2]};`;
  // An enumeration, which is exported where it is filled.
  const enumeration = /\((\w+) \|\| \(exports\.\1 = \1 = \{\}\)\);$/.exec(statement);
  if (enumeration) {
    const [end, name] = enumeration;
    return `${statement.slice(0, -end.length)}(${name} = {});\nexport { ${name} };`;
  }
  return null;
}

function children(node: SyntaxNode): SyntaxNode[] {
  return Object.values(node)
    .flat()
    .filter((value): value is SyntaxNode => typeof value === 'object' && value !== null && 'type' in value);
}

/** The same for sdp-transform, which is written by hand. */
export function sdpTransformAsModule(code: string): string {
  const grammar = code.startsWith('var grammar = module.exports = ');
  const module = code
    .replace('var grammar = module.exports = ', 'const grammar = ')
    .replace("var grammar = require('./grammar');", "import grammar from './grammar.js';")
    .replace("var writer = require('./writer');", "export { default as write } from './writer.js';")
    .replace("var parser = require('./parser');", "export * from './parser.js';")
    .replace('module.exports = function', 'export default function')
    .replaceAll(/^exports\.\w+ = (parser\.|writer;|grammar;).*$/gm, '')
    .replaceAll(/^exports\.(\w+) = (?:exports\.)?/gm, 'export const $1 = ');
  return grammar ? `${module}\nexport default grammar;` : module;
}
