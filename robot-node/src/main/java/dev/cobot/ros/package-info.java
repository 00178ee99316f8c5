/**
 * A ROS 1 client over the JDK: node, topics, services, parameters, and an embedded master. Stock
 * ROS nodes and tools talk to it, and it to them, without any ROS installed on this side.
 *
 * <h2>A node</h2>
 *
 * <pre>{@code
 * NodeConfiguration config =
 *     NodeConfiguration.newPrivate().setNodeName("talker").environment(System.getenv()).arguments(List.of(args));
 * try (ConnectedNode node = ConnectedNode.connect(config)) {
 *   Publisher<StringMessage> chatter =
 *       node.newPublisher("chatter", StringMessage.class, PublisherOptions.queue(10));
 *   node.newSubscriber("commands", StringMessage.class).addMessageListener(command -> chatter.publish(command), 10);
 *   node.newServiceServer("~stop", ServiceType.TRIGGER, request -> new TriggerResponse(true, "stopped"));
 *   double rateHz = node.getParameterTree().getDouble("~rate", 10);
 *   ...
 * }
 * }</pre>
 *
 * <p>{@code RosCore.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))} gives a
 * graph of its own in the same process; its {@code uri()} goes into {@code
 * NodeConfiguration.masterUri}.
 *
 * <h2>Coming from rosjava</h2>
 *
 * <table>
 * <caption>What stands for what</caption>
 * <tr><th>rosjava</th><th>here</th></tr>
 * <tr><td>{@code NodeMain.onStart(ConnectedNode)}</td><td>code behind {@link dev.cobot.ros.ConnectedNode#connect}; there is
 *     no executor to hand the node to</td></tr>
 * <tr><td>{@code RosRun}, {@code CommandLineLoader}</td><td>{@link dev.cobot.ros.NodeConfiguration#arguments}, {@code
 *     _param:=value} included</td></tr>
 * <tr><td>{@code newPublisher(topic, std_msgs.String._TYPE)}, {@code setLatchMode}</td><td>{@link
 *     dev.cobot.ros.ConnectedNode#advertise}, the record's class, {@link dev.cobot.ros.PublisherOptions}</td></tr>
 * <tr><td>{@code publisher.newMessage()} and setters</td><td>the record's constructor</td></tr>
 * <tr><td>{@code newSubscriber}, {@code addMessageListener(listener, limit)}</td><td>{@link
 *     dev.cobot.ros.ConnectedNode#subscribe}; one thread for each listener</td></tr>
 * <tr><td>{@code newServiceServer}, {@code newServiceClient}</td><td>{@link dev.cobot.ros.ConnectedNode#serve}, {@link
 *     dev.cobot.ros.ConnectedNode#serviceClient}; every call has a timeout</td></tr>
 * <tr><td>{@code getParameterTree().getDouble}</td><td>{@link dev.cobot.ros.ConnectedNode#params()}; a double may be written
 *     as an integer</td></tr>
 * <tr><td>{@code getCurrentTime()}</td><td>{@link dev.cobot.ros.ConnectedNode#time()}</td></tr>
 * <tr><td>{@code NodeListener}</td><td>{@link dev.cobot.ros.NodeListener}, which also tells of a lost master</td></tr>
 * <tr><td>{@code RosCore.newPrivate()}</td><td>{@link dev.cobot.ros.RosCore#start}</td></tr>
 * <tr><td>{@code ChannelBuffer} for {@code uint8[]}</td><td>{@code byte[]}</td></tr>
 * </table>
 *
 * <h2>What holds</h2>
 *
 * <ul>
 *   <li>Threads: all are daemons named {@code ros-...}. Listeners and service handlers run on
 *       threads of their own and may block, call services or close the node. Publishing never
 *       waits: each subscriber has a bounded queue that drops its oldest message.
 *   <li>Links heal: a dropped link is tried again from 0.1 s doubling to 20 s; a restarted master
 *       is noticed within {@code masterPoll} and everything is registered again, while links to
 *       nodes that did not notice stay.
 *   <li>Ending: {@code close()} unregisters everything. Who ends by a signal calls it from a
 *       shutdown hook.
 *   <li>Safety: ROS 1 has no access control. Node and master listen on the loopback address unless
 *       told otherwise, and refuse what a web page in a browser sends. Everything read from the
 *       network has a size limit, and nothing is allocated because a peer announced it.
 *   <li>Times: stamps are those of the clock in use ({@code /clock} with {@code /use_sim_time});
 *       timeouts and the watch over the master use the monotonic clock.
 * </ul>
 */
package dev.cobot.ros;
