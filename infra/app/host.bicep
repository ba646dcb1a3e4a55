param name string
param location string
param tags object
param identityId string
param identityClientId string
param storageName string
param packageContainerUrl string
param insightsConnectionString string
param entraClientId string
@description('Empty: the address that Azure gives.')
param publicUrl string
param settings object
param workspaceId string
@description('Empty: without a network of its own.')
param subnetId string

resource plan 'Microsoft.Web/serverfarms@2024-04-01' = {
  name: 'plan-${name}'
  location: location
  tags: tags
  kind: 'functionapp'
  sku: { name: 'FC1', tier: 'FlexConsumption' }
  properties: { reserved: true }
}

resource host 'Microsoft.Web/sites@2024-04-01' = {
  name: name
  location: location
  tags: tags
  kind: 'functionapp,linux'
  identity: { type: 'UserAssigned', userAssignedIdentities: { '${identityId}': {} } }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    keyVaultReferenceIdentity: identityId
    virtualNetworkSubnetId: empty(subnetId) ? null : subnetId
    siteConfig: { minTlsVersion: '1.2' }
    functionAppConfig: {
      deployment: {
        storage: {
          type: 'blobContainer'
          value: packageContainerUrl
          authentication: { type: 'UserAssignedIdentity', userAssignedIdentityResourceId: identityId }
        }
      }
      runtime: { name: 'dotnet-isolated', version: '10.0' }
      // One instance for the clocks is always there, so that a reminder does not wait for a start.
      scaleAndConcurrency: {
        instanceMemoryMB: 2048
        maximumInstanceCount: 40
        alwaysReady: [{ name: 'durable', instanceCount: 1 }]
      }
    }
  }

  resource appSettings 'config' = {
    name: 'appsettings'
    properties: union(settings, {
      SocialPrescribing__PublicUrl: empty(publicUrl) ? 'https://${host.properties.defaultHostName}' : publicUrl
      AzureWebJobsStorage__blobServiceUri: 'https://${storageName}.blob.${environment().suffixes.storage}'
      AzureWebJobsStorage__queueServiceUri: 'https://${storageName}.queue.${environment().suffixes.storage}'
      AzureWebJobsStorage__tableServiceUri: 'https://${storageName}.table.${environment().suffixes.storage}'
      AzureWebJobsStorage__credential: 'managedidentity'
      AzureWebJobsStorage__clientId: identityClientId
      // The runtime's own proxy names its own connection as the visitor unless it believes what the platform's front end says.
      ASPNETCORE_FORWARDEDHEADERS_ENABLED: 'true'
      AzureWebJobsDisableHomepage: 'true'
      // Not by the usual name: the Functions host reads that, too, and would keep the address of every request, and a person's link is an address.
      SocialPrescribing__Telemetry__ConnectionString: insightsConnectionString
      AZURE_CLIENT_ID: identityClientId
      // In place of a client secret: the application trusts this identity (a federated credential).
      OVERRIDE_USE_MI_FIC_ASSERTION_CLIENTID: identityClientId
    })
  }

  // People's links and referrers' keys need no account, so everybody is let in, and the service itself asks staff to sign in. What matters
  // is that this stands in front: it takes the header that says who signed in off what others send.
  resource signIn 'config' = {
    name: 'authsettingsV2'
    dependsOn: [appSettings]
    properties: {
      platform: { enabled: true }
      globalValidation: { requireAuthentication: false, unauthenticatedClientAction: 'AllowAnonymous' }
      httpSettings: { requireHttps: true }
      login: { tokenStore: { enabled: false }, preserveUrlFragmentsForLogins: false }
      identityProviders: {
        azureActiveDirectory: {
          enabled: true
          registration: {
            clientId: entraClientId
            clientSecretSettingName: 'OVERRIDE_USE_MI_FIC_ASSERTION_CLIENTID'
            openIdIssuer: '${environment().authentication.loginEndpoint}${tenant().tenantId}/v2.0'
          }
          validation: { defaultAuthorizationPolicy: { allowedApplications: [entraClientId] } }
        }
      }
    }
  }

  resource ftp 'basicPublishingCredentialsPolicies' = { name: 'ftp', properties: { allow: false } }
  resource scm 'basicPublishingCredentialsPolicies' = { name: 'scm', properties: { allow: false } }
}

// What the Functions host itself has to say: warnings and errors, such as a lost lease, and for each function that it began and ended
// (host.json, "Function": "Information"), by name and id. Of the platform's other logs this is the one that names no address that was
// asked for; AppServiceHTTPLogs would.
resource logs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: host
  name: 'host'
  properties: { workspaceId: workspaceId, logs: [{ category: 'FunctionAppLogs', enabled: true }] }
}

output url string = empty(publicUrl) ? 'https://${host.properties.defaultHostName}' : publicUrl
