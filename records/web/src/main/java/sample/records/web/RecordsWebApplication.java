package sample.records.web;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

@SpringBootApplication
@ConfigurationPropertiesScan
public class RecordsWebApplication {

    public static void main(String[] args) {
        SpringApplication.run(RecordsWebApplication.class, args);
    }
}
