// What a file of the build exports, as values instead of getters.
import { parse } from '@babel/parser';

const ESMODULE = '"__esModule",{value:!0}';

/**
 * The code of a CommonJS module that esbuild has made of an ES module, with an object of values for
 * its exports once it has run. esbuild makes each export a getter that calls another getter, as an
 * export may change; code that is not yet optimised calls both for every use, and a key is handled by
 * such code only. What a function assigns to stays a getter, and so does what another file exports.
 */
export function withPlainExports(code) {
  const { body } = parse(code, { sourceType: 'script', strictMode: true }).program;
  const getters = exportsOf(body);
  if (getters === undefined) return code;
  const changed = assignedInFunctions(body);
  const members = getters.map(({ key, value: { body: exported } }) => {
    const name = code.slice(key.start, key.end);
    const isValue = exported.type === 'Identifier' && !changed.has(exported.name);
    const text = code.slice(exported.start, exported.end);
    return isValue ? `${name}:${text}` : `get ${name}(){return ${text}}`;
  });
  return `${code.trimEnd()}\nmodule.exports=Object.defineProperty({${members}},${ESMODULE});\n`;
}

/** The members of `__export(names,{…})`, where nothing else makes the exports. */
function exportsOf(body) {
  const calls = body.flatMap(({ expression }) => partsOf(expression));
  const made = calls.find(({ callee }) => callee?.name === '__export')?.arguments;
  const isAssigned = calls.some(
    ({ type, right }) =>
      type === 'AssignmentExpression' &&
      right.callee?.name === '__toCommonJS' &&
      right.arguments[0].name === made?.[0].name,
  );
  const isAlone = !calls.some(({ callee }) => callee?.name === '__reExport');
  return isAssigned && isAlone ? made[1].properties : undefined;
}

/** Minified statements are one expression with commas. */
function partsOf(expression) {
  if (!expression) return [];
  return expression.type === 'SequenceExpression' ? expression.expressions : [expression];
}

/** Names that change after the module has run; one of the same name elsewhere counts as well. */
function assignedInFunctions(body) {
  const names = new Set();
  const take = (target) => {
    if (target.type === 'Identifier') names.add(target.name);
    else if (target.type !== 'MemberExpression') visit(target, take);
  };
  const look = (node, isInFunction) => {
    const isInner = isInFunction || /Function|Method|ClassProperty|StaticBlock/.test(node.type);
    if (isInner && node.type === 'AssignmentExpression') take(node.left);
    if (isInner && node.type === 'UpdateExpression') take(node.argument);
    if (isInner && /^For(In|Of)/.test(node.type)) take(node.left);
    visit(node, (child) => look(child, isInner));
  };
  for (const statement of body) look(statement, false);
  return names;
}

/** Calls back for each node below. */
function visit(node, callback) {
  for (const key in node) {
    const value = node[key];
    if (Array.isArray(value)) {
      for (const each of value) if (typeof each?.type === 'string') callback(each);
    } else if (typeof value?.type === 'string') callback(value);
  }
}
