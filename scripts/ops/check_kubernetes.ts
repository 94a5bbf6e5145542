import { readdirSync } from 'node:fs'
import type { Outcome } from './outcome.js'
import { pathOf, readYaml } from './read_file.js'
import type { TrialRappel } from './trial_rappel.js'

const FOLDER = 'ops/kubernetes'

/** Each against the schema of its kind; every container hardened, with limits and probes. */
export async function checkKubernetes(outcome: Outcome, rappel: TrialRappel): Promise<void> {
  const files = readdirSync(pathOf(FOLDER)).filter((name) => name !== 'kustomization.yaml')
  const manifests = files.flatMap((name) => readYaml(`${FOLDER}/${name}`))
  const faults: string[] = []
  for (const manifest of manifests) {
    const name = `${manifest.kind} ${manifest.metadata.name}`
    const ofSchema = await faultsOfSchema(manifest)
    faults.push(...ofSchema.map((fault) => `${name}: ${fault}`))
    const pod = manifest.spec?.template?.spec
    if (!pod) continue
    faults.push(...faultsOfPod(pod, manifest.kind === 'Job').map((fault) => `${name}: ${fault}`))
    for (const path of pathsOfProbes(pod)) {
      const status = await rappel.status(path)
      if (status !== 200) faults.push(`${name}: ${path} answers ${status}`)
    }
  }
  outcome.report(`Kubernetes: ${manifests.length} manifests`, faults)
  outcome.runTool('Kubernetes: kustomization', ['kubectl', 'kustomize', pathOf(FOLDER)])
}

async function faultsOfSchema(manifest: any): Promise<string[]> {
  const models = await import(`kubernetes-models/${manifest.apiVersion}`)
  try {
    new models[manifest.kind](manifest).validate()
    return []
  } catch (error) {
    return [error.message]
  }
}

function faultsOfPod(pod: any, isJob: boolean): string[] {
  const faults = []
  if (!pod.securityContext?.runAsNonRoot) faults.push('may run as root')
  if (pod.automountServiceAccountToken !== false) faults.push('has a token of the cluster')
  if (pod.terminationGracePeriodSeconds < 60) faults.push('is not given time to drain')
  for (const { securityContext: rights, resources, ...container } of pod.containers) {
    if (!rights.readOnlyRootFilesystem || rights.allowPrivilegeEscalation !== false)
      faults.push('has rights that it does not need')
    if (!rights.capabilities.drop.includes('ALL')) faults.push('keeps capabilities')
    if (!resources.limits.memory) faults.push('has no limit of memory')
    if (!isJob && !container.startupProbe) faults.push('has no startup probe')
    if (container.ports && !(container.livenessProbe && container.readinessProbe))
      faults.push('has a port and no probes')
  }
  return faults
}

const pathsOfProbes = (pod: any): string[] =>
  pod.containers
    .flatMap((one: any) => [one.startupProbe, one.livenessProbe, one.readinessProbe])
    .flatMap((probe: any) => probe?.httpGet?.path ?? [])
