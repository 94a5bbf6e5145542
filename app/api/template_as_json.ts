import type { SetTemplateResult } from '#desk/templates/set_template'
import type { ShownTemplate } from '#desk/templates/show_template'
import type { TextVersion } from '#desk/templates/stored_text'
import { isoOfSqlInstant } from '#storage/instants'

export function textAsJson({ at, by, ...text }: TextVersion) {
  return { ...text, written_by: by, written_at: isoOfSqlInstant(at) }
}

export function shownTemplateAsJson({ versions, ...template }: ShownTemplate) {
  return { ...template, versions: versions.map(textAsJson) }
}

/** What putting a text to use did, or would do, and what it costs over a sample. */
export function setTemplateAsJson({ dryRun, measure, ...result }: SetTemplateResult) {
  return { ...result, dry_run: dryRun, segments: measure.segments }
}
