package sample.orderapi;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.boot.webmvc.test.autoconfigure.MockMvcPrint;
import org.springframework.test.context.bean.override.mockito.MockitoBean;

/**
 * The whole service without a port and with a mock for delivery-api's client. A slice would leave out most of what
 * shapes the answers (probes, metrics, OpenAPI); this way all tests share one context, which starts once.
 */
@SpringBootTest
@AutoConfigureMockMvc(print = MockMvcPrint.NONE) // or the orders of a failed test stand in the log of the next
@MockitoBean(types = DeliveryClient.class)
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@interface OrderApiTest {
}
