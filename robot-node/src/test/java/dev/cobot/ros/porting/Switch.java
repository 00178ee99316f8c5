package dev.cobot.ros.porting;

import dev.cobot.ros.AbstractNodeMain;
import dev.cobot.ros.ConnectedNode;
import dev.cobot.ros.GraphName;
import dev.cobot.ros.message.ServiceType;
import dev.cobot.ros.message.SetBoolResponse;

public class Switch extends AbstractNodeMain {
  @Override
  public GraphName getDefaultNodeName() {
    return GraphName.of("tutorial/switch");
  }

  @Override
  public void onStart(ConnectedNode connectedNode) {
    connectedNode.newServiceServer(
        "switch",
        ServiceType.SET_BOOL,
        request -> new SetBoolResponse(true, request.data() ? "on" : "off"));
  }
}
