package dev.cobot.ros;

import java.io.IOException;

/** What a node has registered with the master under one name: can be repeated, and ends once. */
final class Registration {
  /** One call to the master. */
  interface MasterCall {
    XmlRpcClient.Reply call() throws IOException;
  }

  private final String what;
  private final MasterCall register;
  private final MasterCall unregister;
  private boolean ended;

  Registration(String what, MasterCall register, MasterCall unregister) {
    this.what = what;
    this.register = register;
    this.unregister = unregister;
  }

  /**
   * Registers (again); the value is what the master answers, null when the registration has ended.
   */
  synchronized Object begin() throws RosException {
    if (ended) {
      return null;
    }
    try {
      XmlRpcClient.Reply reply = register.call();
      if (reply.ok()) {
        return reply.value();
      }
      throw new RosException("The ROS master refused to register " + what + ": " + reply.status());
    } catch (IOException e) {
      throw new RosException(
          "Cannot register "
              + what
              + " with the ROS master: "
              + e.getMessage()
              + "; check that it runs",
          e);
    }
  }

  /** Unregisters; says whether the master could be reached. */
  synchronized boolean end() {
    if (ended) {
      return true;
    }
    ended = true;
    try {
      unregister.call();
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Ends without telling the master, because it does not answer. */
  synchronized void abandon() {
    ended = true;
  }
}
