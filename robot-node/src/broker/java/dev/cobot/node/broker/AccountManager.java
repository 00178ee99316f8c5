package dev.cobot.node.broker;

import dev.cobot.node.mqtt.BrokerAccess;
import java.util.Set;
import javax.security.auth.Subject;
import org.apache.activemq.artemis.core.config.WildcardConfiguration;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTUtil;
import org.apache.activemq.artemis.core.security.CheckType;
import org.apache.activemq.artemis.core.security.Role;
import org.apache.activemq.artemis.spi.core.protocol.RemotingConnection;
import org.apache.activemq.artemis.spi.core.security.ActiveMQSecurityManager5;
import org.apache.activemq.artemis.spi.core.security.jaas.UserPrincipal;

/** Asks {@link BrokerAccess}, in Artemis' words. What it does not name is denied. */
final class AccountManager implements ActiveMQSecurityManager5 {
  private static final WildcardConfiguration AS_ARTEMIS_HAS_IT = new WildcardConfiguration();

  private final BrokerAccess access;

  AccountManager(BrokerAccess access) {
    this.access = access;
  }

  @Override
  public Subject authenticate(
      String user, String password, RemotingConnection connection, String domain) {
    if (!access.isKnown(user, password)) {
      return null;
    }
    Subject subject = new Subject();
    subject.getPrincipals().add(new UserPrincipal(user));
    return subject;
  }

  @Override
  public boolean authorize(Subject subject, Set<Role> roles, CheckType type, String address) {
    return subject.getPrincipals(UserPrincipal.class).stream()
        .anyMatch(user -> may(user.getName(), type, topic(address)));
  }

  /** Returns the topic of an address, after which the queue of a subscription may be named. */
  private static String topic(String address) {
    int queue = address.indexOf("::");
    return MQTTUtil.getMqttTopicFromCoreAddress(
        queue < 0 ? address : address.substring(0, queue), AS_ARTEMIS_HAS_IT);
  }

  private boolean may(String user, CheckType type, String address) {
    return switch (type) {
      case SEND -> access.mayPublish(user, address);
      case CONSUME, CREATE_DURABLE_QUEUE, CREATE_NON_DURABLE_QUEUE -> access.mayRead(user, address);
      case DELETE_DURABLE_QUEUE, DELETE_NON_DURABLE_QUEUE -> access.mayRead(user, address);
      case CREATE_ADDRESS -> access.mayPublish(user, address) || access.mayRead(user, address);
      default -> false;
    };
  }

  @Override
  public boolean validateUser(String user, String password) {
    return access.isKnown(user, password);
  }

  /** Not asked by this version, which authorizes subjects. */
  @Override
  public boolean validateUserAndRole(
      String user, String password, Set<Role> roles, CheckType type) {
    return false;
  }
}
