param token string
param tags object
param communicationId string
param url string
@secure()
param secret string

resource topic 'Microsoft.EventGrid/systemTopics@2025-02-15' = {
  name: 'reports-${token}'
  location: 'global'
  tags: tags
  properties: { source: communicationId, topicType: 'Microsoft.Communication.CommunicationServices' }

  resource subscription 'eventSubscriptions' = {
    name: 'delivery'
    properties: {
      eventDeliverySchema: 'EventGridSchema'
      filter: { includedEventTypes: ['Microsoft.Communication.EmailDeliveryReportReceived'] }
      destination: {
        endpointType: 'WebHook'
        properties: {
          #disable-next-line use-secure-value-for-secure-inputs // The address holds no secret: that travels in the header below.
          endpointUrl: url
          deliveryAttributeMappings: [
            { name: 'X-Event-Secret', type: 'Static', properties: { value: secret, isSecret: true } }
          ]
        }
      }
    }
  }
}
