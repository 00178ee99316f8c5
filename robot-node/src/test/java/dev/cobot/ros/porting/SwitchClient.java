package dev.cobot.ros.porting;

import dev.cobot.ros.AbstractNodeMain;
import dev.cobot.ros.ConnectedNode;
import dev.cobot.ros.GraphName;
import dev.cobot.ros.RosException;
import dev.cobot.ros.ServiceClient;
import dev.cobot.ros.ServiceResponseListener;
import dev.cobot.ros.message.ServiceType;
import dev.cobot.ros.message.SetBoolRequest;
import dev.cobot.ros.message.SetBoolResponse;

public class SwitchClient extends AbstractNodeMain {
  @Override
  public GraphName getDefaultNodeName() {
    return GraphName.of("tutorial/switch_client");
  }

  @Override
  public void onStart(ConnectedNode connectedNode) {
    ServiceClient<SetBoolRequest, SetBoolResponse> client =
        connectedNode.newServiceClient("switch", ServiceType.SET_BOOL);
    client.call(
        new SetBoolRequest(true),
        new ServiceResponseListener<SetBoolResponse>() {
          @Override
          public void onSuccess(SetBoolResponse response) {
            connectedNode.getLog().info("The switch is " + response.message());
          }

          @Override
          public void onFailure(RosException e) {
            connectedNode.getLog().error("The switch did not answer", e);
          }
        });
  }
}
