import { KeptAnswers } from '#monitoring/kept_answers'

/** The metrics of a process, as text. */
export class KeptMetrics extends KeptAnswers<string> {}
