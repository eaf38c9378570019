package sample.contract.http;

import java.net.InetAddress;
import org.apache.catalina.connector.Connector;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;

/**
 * Sets up the port for the clients, and a small one for the probes, if it has a number: however many clients there are, and whatever
 * they do, the platform gets its answer.
 */
class HttpConnectors implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {

    /** Bytes. An idle connection has one such buffer for each direction; an order or its answer rarely fills one. */
    private static final String SOCKET_BUFFER = "2048";

    private final HttpLimits limits;

    HttpConnectors(HttpLimits limits) {
        this.limits = limits;
    }

    @Override
    public void customize(TomcatServletWebServerFactory factory) {
        factory.setProtocol(HttpProtocol.class.getName());
        factory.addConnectorCustomizers(connector -> {
            ((HttpProtocol) connector.getProtocolHandler()).setLimits(limits);
            connector.setProperty("socket.appReadBufSize", SOCKET_BUFFER);
            connector.setProperty("socket.appWriteBufSize", SOCKET_BUFFER);
        });
        limits.probes().ifPresent(port -> factory.addAdditionalConnectors(probes(port, factory.getAddress())));
    }

    /** Its threads are the platform's own: it does not queue behind the virtual threads of the clients' requests. */
    private Connector probes(int port, InetAddress address) {
        HttpProtocol protocol = new HttpProtocol();
        protocol.setLimits(limits);
        protocol.setAddress(address);
        protocol.setMinSpareThreads(2);
        protocol.setMaxThreads(4);
        protocol.setMaxConnections(50);
        protocol.setConnectionTimeout(3000);
        Connector connector = new Connector(protocol);
        connector.setPort(port);
        connector.setProperty("bindOnInit", "false");
        return connector;
    }
}
