import { Component } from '#openapi/schema'

/** By the places that refer to them: `#/components/schemas/Message`. */
export type FoundComponents = Map<string, Component>

/**
 * The same value with references in the place of components, which are added to `found`.
 *
 * @throws if two that differ have one name
 */
export function resolveComponents(value: unknown, found: FoundComponents): unknown {
  if (value instanceof Component) return referenceTo(value, found)
  if (Array.isArray(value)) return value.map((member) => resolveComponents(member, found))
  if (typeof value !== 'object' || value === null) return value
  const members = Object.entries(value).filter(([, member]) => member !== undefined)
  return Object.fromEntries(
    members.map(([name, member]) => [name, resolveComponents(member, found)])
  )
}

function referenceTo(component: Component, found: FoundComponents) {
  const place = `#/components/${component.section}/${component.name}`
  const known = found.get(place)
  if (known && known !== component) throw new Error(`Two components are called "${place}"`)
  found.set(place, component)
  return { $ref: place }
}

/** All that were found and those that they refer to, by section and name. */
export function componentsOf(found: FoundComponents) {
  const sections = { schemas: {}, responses: {} } as Record<
    Component['section'],
    Record<string, unknown>
  >
  /** A map that grows is walked to its new end. */
  for (const { name, section, schema } of found.values())
    sections[section][name] = resolveComponents(schema, found)
  return { schemas: inOrder(sections.schemas), responses: inOrder(sections.responses) }
}

function inOrder(named: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(named).sort(([one], [other]) => (one < other ? -1 : 1)))
}
