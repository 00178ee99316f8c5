package dev.cobot.node.broker;

import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.mqtt.MqttDecoder;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import org.apache.activemq.artemis.api.core.BaseInterceptor;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTProtocolManagerFactory;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.spi.core.protocol.ProtocolManager;

/**
 * Artemis' MQTT with a decoder that keeps no packet larger than {@link
 * ArtemisMaker#MAX_PACKET_BYTES}: its own would gather 256 MiB of one, also before anybody has said
 * a password, and only then look at the size. Its manager cannot be extended, so it is stood for.
 */
final class BoundedMqtt extends MQTTProtocolManagerFactory {
  @Override
  @SuppressWarnings("rawtypes") // as Artemis declares it
  public ProtocolManager createProtocolManager(
      ActiveMQServer server,
      Map<String, Object> parameters,
      List<BaseInterceptor> incoming,
      List<BaseInterceptor> outgoing)
      throws Exception {
    ProtocolManager whole = super.createProtocolManager(server, parameters, incoming, outgoing);
    return (ProtocolManager)
        Proxy.newProxyInstance(
            BoundedMqtt.class.getClassLoader(),
            new Class<?>[] {ProtocolManager.class},
            (proxy, method, arguments) -> {
              try {
                Object answer = method.invoke(whole, arguments);
                if (method.getName().equals("addChannelHandlers")) {
                  ((ChannelPipeline) arguments[0])
                      .replace(
                          MqttDecoder.class,
                          "bounded",
                          new MqttDecoder(ArtemisMaker.MAX_PACKET_BYTES));
                }
                return answer;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
