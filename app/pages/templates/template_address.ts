export function templateHref(type: string, language: string): string {
  return `/templates/${encodeURIComponent(type)}/${encodeURIComponent(language)}`
}
