export function installedHosts() {
  return {};
}
