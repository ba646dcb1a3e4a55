@maxLength(24)
param name string
param location string
param tags object
param principalId string
@description('The program and the orchestrations are here.')
param forRuntime bool
@description('People\'s records are here: tables, and documents as blobs.')
param forState bool
@description('Reached from inside a network alone.')
param isPrivate bool
@description('Nobody deletes it by mistake.')
param isLocked bool

// Storage Table Data Contributor; for the runtime also Blob Data Owner (the host locks blobs) and Queue Data Contributor.
var tableRole = '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3'
var runtimeRoles = ['b7e6dc6d-f1e8-4753-8033-0f276bb0955b', '974c5e8b-45b9-4653-ba55-5f855dd0fb88']
// Storage Blob Data Contributor, for the documents alone where nothing else of blobs is the host's.
var documentsRole = 'ba92f5b4-2d11-453d-a403-e99f8a4a9be1'
var packages = 'packages'
var documents = 'documents'

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

  resource blobs 'blobServices' = {
    name: 'default'
    properties: {
      // A document that a wrong hand deleted can be had back for a month; what was taken out on purpose is gone for good after that.
      deleteRetentionPolicy: { enabled: forState, days: forState ? 30 : null }
      containerDeleteRetentionPolicy: { enabled: forState, days: forState ? 30 : null }
    }

    resource container 'containers' = if (forRuntime) {
      name: packages
    }

    resource kept 'containers' = if (forState) {
      name: documents
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

resource documentsAccess 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (forState) {
  scope: account::blobs::kept
  name: guid(account.id, documents, principalId, documentsRole)
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', documentsRole)
  }
}

resource lock 'Microsoft.Authorization/locks@2020-05-01' = if (isLocked) {
  scope: account
  name: 'keep'
  properties: { level: 'CanNotDelete', notes: 'What people entrusted to the service. Take the lock off before azd down.' }
}

output id string = account.id
output name string = account.name
output tableUrl string = account.properties.primaryEndpoints.table
output packageContainerUrl string = '${account.properties.primaryEndpoints.blob}${packages}'
output documentsContainerUrl string = '${account.properties.primaryEndpoints.blob}${documents}'
