import type { HealthReport } from '#monitoring/check_health'
import { KeptAnswers } from '#monitoring/kept_answers'

/** The health reports of a process. */
export class KeptHealth extends KeptAnswers<HealthReport> {}
