@maxLength(24)
param name string
param location string
param tags object
param principalId string
@secure()
param personKey string
@secure()
param linkKeys string
@secure()
param mailEventSecret string
param workspaceId string
param isPrivate bool

var secretsUser = '4633458b-17de-408a-b874-0445c86b69e6'

resource vault 'Microsoft.KeyVault/vaults@2023-07-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    tenantId: tenant().tenantId
    sku: { family: 'A', name: 'standard' }
    enableRbacAuthorization: true
    // Without the person key nobody is recognised any more: what is deleted can be had back, and nobody can change that.
    enableSoftDelete: true
    enablePurgeProtection: true
    publicNetworkAccess: isPrivate ? 'disabled' : 'enabled'
  }

  resource person 'secrets' = { name: 'person-key', properties: { value: personKey } }
  resource links 'secrets' = { name: 'link-keys', properties: { value: linkKeys } }
  resource events 'secrets' = { name: 'mail-event-secret', properties: { value: mailEventSecret } }
}

resource role 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: vault
  name: guid(vault.id, principalId, secretsUser)
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', secretsUser)
  }
}

// Who read which secret. It names the identities of the service and of administrators, and nobody else.
resource audit 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: vault
  name: 'audit'
  properties: { workspaceId: workspaceId, logs: [{ category: 'AuditEvent', enabled: true }] }
}

output id string = vault.id
// References, no secrets. They name no version, so that a new value is taken within a day or at a restart.
output personKey string = '@Microsoft.KeyVault(SecretUri=${vault::person.properties.secretUri})'
output linkKeys string = '@Microsoft.KeyVault(SecretUri=${vault::links.properties.secretUri})'
output mailEventSecret string = '@Microsoft.KeyVault(SecretUri=${vault::events.properties.secretUri})'
