@maxLength(24)
param name string
param location string
param tags object
param principalId string
@description('The program and the orchestrations are here; else only tables are.')
param forRuntime bool
@description('Reached from inside a network alone.')
param isPrivate bool
@description('Nobody deletes it by mistake.')
param isLocked bool

// Storage Table Data Contributor; for the runtime also Blob Data Owner (the host locks blobs) and Queue Data Contributor.
var tableRole = '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3'
var runtimeRoles = ['b7e6dc6d-f1e8-4753-8033-0f276bb0955b', '974c5e8b-45b9-4653-ba55-5f855dd0fb88']
var packages = 'packages'

resource account 'Microsoft.Storage/storageAccounts@2024-01-01' = {
  name: name
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: { name: 'Standard_ZRS' }
  properties: {
    allowSharedKeyAccess: false
    allowBlobPublicAccess: false
    allowCrossTenantReplication: false
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
    defaultToOAuthAuthentication: true
    publicNetworkAccess: isPrivate ? 'Disabled' : 'Enabled'
  }

  resource blobs 'blobServices' = if (forRuntime) {
    name: 'default'

    resource container 'containers' = {
      name: packages
    }
  }
}

resource roles 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for role in concat([tableRole], forRuntime ? runtimeRoles : []): {
    scope: account
    name: guid(account.id, principalId, role)
    properties: {
      principalId: principalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role)
    }
  }
]

resource lock 'Microsoft.Authorization/locks@2020-05-01' = if (isLocked) {
  scope: account
  name: 'keep'
  properties: { level: 'CanNotDelete', notes: 'What people entrusted to the service. Take the lock off before azd down.' }
}

output id string = account.id
output name string = account.name
output tableUrl string = account.properties.primaryEndpoints.table
output packageContainerUrl string = '${account.properties.primaryEndpoints.blob}${packages}'
