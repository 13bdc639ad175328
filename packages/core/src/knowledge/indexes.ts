/** The knowledge, ready to be asked. An editor asks with each key: what is made from the same knowledge is made once. */
import { indexApis, type ApiIndex } from './apis.js';
import { indexCode, type CodeIndex } from './code.js';
import type { Knowledge } from './knowledge.js';
import { indexMentions } from './mentions.js';
import { indexOwn, type OwnIndex } from './own.js';
import { indexTransfers, type TransferIndex } from './transfers.js';
import { compileValues, type ValueDetector } from './values.js';
import { compileWords, type NameClassifier } from './words.js';

export interface KnowledgeIndexes {
  readonly names: NameClassifier;
  readonly apis: ApiIndex;
  readonly code: CodeIndex;
  readonly transfers: TransferIndex;
  readonly values: ValueDetector;
  readonly own: OwnIndex;
  /** Whether a text of JavaScript can write anywhere at all. */
  readonly mayWrite: (text: string) => boolean;
}

const made = new WeakMap<Knowledge, KnowledgeIndexes>();

export function indexKnowledge(knowledge: Knowledge): KnowledgeIndexes {
  let indexes = made.get(knowledge);
  if (!indexes) {
    indexes = {
      names: compileWords(knowledge.words),
      apis: indexApis(knowledge.apis),
      code: indexCode(knowledge.code),
      transfers: indexTransfers(knowledge.transfers),
      values: compileValues(knowledge.values),
      own: indexOwn(knowledge.own),
      mayWrite: indexMentions(knowledge),
    };
    made.set(knowledge, indexes);
  }
  return indexes;
}
