/** Whether control can reach the end of a function, for "control reaches end of non-void function". */
import type { Expression, Statement } from '../tree';
import { knownTruth } from './constants';

/** Whether the end of the statement can be reached from its beginning. */
export function completes(statement: Statement): boolean {
  switch (statement.kind) {
    case 'return':
    case 'goto':
    case 'computed-goto':
    case 'break':
    case 'continue':
      return false;
    case 'expression':
      return !neverReturns(statement.expression);
    case 'block':
      return sequenceCompletes(statement.body);
    case 'if':
      return ifCompletes(statement);
    case 'while':
      return knownTruth(statement.condition) !== true || hasBreak(statement.body);
    case 'do':
      return doCompletes(statement);
    case 'for':
      return (
        (statement.condition !== undefined && knownTruth(statement.condition) !== true) || hasBreak(statement.body)
      );
    case 'switch':
      return !statement.default || hasBreak(statement.body) || completes(statement.body);
    case 'label':
    case 'case':
      return completes(statement.body);
    default:
      return true;
  }
}

function sequenceCompletes(body: readonly Statement[]): boolean {
  let reachable = true;
  for (const statement of body) {
    if (!reachable && !hasEntry(statement)) continue;
    reachable = completes(statement);
  }
  return reachable;
}

/** Whether a jump can land inside the statement. */
function hasEntry(statement: Statement): boolean {
  switch (statement.kind) {
    case 'label':
    case 'case':
      return true;
    case 'block':
      return statement.body.some(hasEntry);
    case 'if':
      return hasEntry(statement.then) || (statement.otherwise !== undefined && hasEntry(statement.otherwise));
    case 'while':
    case 'do':
    case 'for':
    case 'switch':
      return hasEntry(statement.body);
    default:
      return false;
  }
}

function ifCompletes(statement: Extract<Statement, { kind: 'if' }>): boolean {
  const truth = knownTruth(statement.condition);
  const then = completes(statement.then);
  const otherwise = statement.otherwise ? completes(statement.otherwise) : true;
  if (truth === true) return then;
  return truth === false ? otherwise : then || otherwise;
}

function doCompletes(statement: Extract<Statement, { kind: 'do' }>): boolean {
  if (hasBreak(statement.body)) return true;
  if (knownTruth(statement.condition) === true) return false;
  return completes(statement.body) || hasContinue(statement.body);
}

/** A `break` that leaves this loop or switch. */
function hasBreak(statement: Statement): boolean {
  return contains(statement, 'break');
}

function hasContinue(statement: Statement): boolean {
  return contains(statement, 'continue');
}

function contains(statement: Statement, kind: 'break' | 'continue'): boolean {
  switch (statement.kind) {
    case 'break':
    case 'continue':
      return statement.kind === kind;
    case 'block':
      return statement.body.some((each) => contains(each, kind));
    case 'if':
      return (
        contains(statement.then, kind) || (statement.otherwise !== undefined && contains(statement.otherwise, kind))
      );
    case 'label':
    case 'case':
      return contains(statement.body, kind);
    case 'switch':
      return kind === 'continue' && contains(statement.body, kind);
    default:
      return false;
  }
}

const NO_RETURN = new Set(['unreachable', 'trap']);

/** A call of a function that does not come back. */
export function neverReturns(e: Expression): boolean {
  if (e.kind === 'call') return Boolean(e.functionType.noreturn) || e.args.some(neverReturns);
  if (e.kind === 'builtin') return NO_RETURN.has(e.name);
  if (e.kind === 'cast') return neverReturns(e.operand);
  if (e.kind === 'comma') return neverReturns(e.left) || neverReturns(e.right);
  if (e.kind === 'conditional') return e.then !== undefined && neverReturns(e.then) && neverReturns(e.otherwise);
  return e.kind === 'statement-expression' && !sequenceCompletes(e.body);
}
