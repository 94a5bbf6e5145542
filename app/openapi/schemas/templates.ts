import type { setTemplateAsJson, textAsJson } from '#app/api/template_as_json'
import { Component, flag, instant, integer, listOf, object, orNull, text } from '#openapi/schema'

const VERSION = {
  version: integer(),
  body: text(),
  written_by: text('`rappel`: it came with the application; else who wrote it.'),
  written_at: instant(),
}

type Version = ReturnType<typeof textAsJson>

export const ListedTemplate = new Component(
  'ListedTemplate',
  object<Version & { type: string; language: string; versions: number }>({
    type: text(),
    language: text(),
    ...VERSION,
    versions: integer('How many there are.'),
  })
)

export const ListedTemplates = new Component(
  'ListedTemplates',
  object<{ data: unknown; meta: unknown }>({
    data: listOf(ListedTemplate),
    meta: object<{ missing: string[] }>({
      missing: listOf(text(), 'Types of rules without a text in the default language.'),
    }),
  })
)

export const Template = new Component(
  'Template',
  object<{ type: string; language: string; versions: unknown }>({
    type: text(),
    language: text(),
    versions: listOf(object<Version>(VERSION), 'The newest first: it is the one in use.'),
  })
)

export const SetTemplate = new Component(
  'SetTemplate',
  object<ReturnType<typeof setTemplateAsJson>>({
    type: text(),
    language: text(),
    before: orNull(integer('The version in use until now.')),
    version: integer('The version in use afterwards.'),
    changed: flag(),
    dry_run: flag(),
    warnings: listOf(text(), 'What costs, or is missing.'),
    segments: listOf(
      integer(),
      'Texts of a sample by number of segments: the first entry counts those of one.'
    ),
  })
)
