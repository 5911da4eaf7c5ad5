/* Home automation,
   on a machine in the cupboard */
resource "aws_ecs_task_definition" "home" {
  family                   = "home-assistant"
  requires_compatibilities = ["EXTERNAL"] # no Fargate here
  network_mode             = "host"
  memory                   = "1024"
  execution_role_arn       = aws_iam_role.execution.arn

  container_definitions = jsonencode([
    {
      "name" : "home-assistant",
      "image" : "ghcr.io/home-assistant/home-assistant:2026.11",
      "essential" : true,
      "privileged" : true,
      "environment" : [for name, value in var.environment : { name = name, value = value }],
      "secrets" : [
        for name, parameter in var.parameters : {
          name      = name
          valueFrom = parameter
        }
      ],
      "mountPoints" : [{ "sourceVolume" : "config", "containerPath" : "/config" }],
      "healthCheck" : {
        "command" : ["CMD-SHELL", "curl -sf http://localhost:8123 || exit 1"]
        "startPeriod" : 60
      },
      "logConfiguration" : {
        "logDriver" : "awslogs"
        "options" : {
          "awslogs-group"         = aws_cloudwatch_log_group.home.name
          "awslogs-region"        = data.aws_region.current.region
          "awslogs-stream-prefix" = "home"
          "mode"                  = "non-blocking"
        }
      }
    }
  ])

  volume {
    name      = "config"
    host_path = "/srv/home-assistant"
  }

  runtime_platform {
    operating_system_family = "LINUX"
    cpu_architecture        = "ARM64"
  }

  placement_constraints {
    type       = "memberOf"
    expression = "attribute:ecs.cpu-architecture == arm64"
  }

  tags = merge(var.tags, { Name = "home" })
}

resource "aws_ecs_service" "home" {
  name                               = "home-assistant"
  cluster                            = aws_ecs_cluster.home.id
  task_definition                    = aws_ecs_task_definition.home.arn
  launch_type                        = "EXTERNAL"
  desired_count                      = 1
  deployment_minimum_healthy_percent = 0
  deployment_maximum_percent         = 100
  wait_for_steady_state              = true

  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }

  lifecycle { ignore_changes = [desired_count] }
}
