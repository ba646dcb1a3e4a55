@maxLength(24)
param name string
param location string
param tags object
param principalId string
@description('For so many days nobody can change or delete an export, whoever they are.')
@minValue(1)
@maxValue(400)
param days int
param isPrivate bool
param isLocked bool

var blobContributor = 'ba92f5b4-2d11-453d-a403-e99f8a4a9be1'

// An account of its own: whoever can delete the state must not be able to delete its copies.
resource account 'Microsoft.Storage/storageAccounts@2024-01-01' = {
  name: name
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: { name: 'Standard_ZRS' }
  properties: {
    accessTier: 'Cool'
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

    resource exports 'containers' = {
      name: 'exports'

      // Not locked in Azure's sense, which nobody could ever take back: lock it by hand once the days are right (docs/operations.md).
      resource policy 'immutabilityPolicies' = {
        name: 'default'
        properties: { immutabilityPeriodSinceCreationInDays: days, allowProtectedAppendWrites: false }
      }
    }
  }

  resource ends 'managementPolicies' = {
    name: 'default'
    properties: {
      policy: {
        rules: [
          {
            name: 'old-exports'
            type: 'Lifecycle'
            definition: {
              filters: { blobTypes: ['blockBlob'], prefixMatch: ['exports/'] }
              actions: { baseBlob: { delete: { daysAfterCreationGreaterThan: days + 1 } } }
            }
          }
        ]
      }
    }
    dependsOn: [blobs]
  }
}

resource role 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: account::blobs::exports
  name: guid(account::blobs::exports.id, principalId, blobContributor)
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', blobContributor)
  }
}

resource lock 'Microsoft.Authorization/locks@2020-05-01' = if (isLocked) {
  scope: account
  name: 'keep'
  properties: { level: 'CanNotDelete', notes: 'Copies of what people entrusted to the service.' }
}

output id string = account.id
output name string = account.name
output containerUrl string = '${account.properties.primaryEndpoints.blob}exports'
