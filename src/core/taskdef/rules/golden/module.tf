variable "services" {
  type = map(object({ image = string, cpu = number, memory = number, ports = list(number) }))
}

locals {
  defaults = { essential = true, privileged = false }
  name     = "${var.environment}-${var.name}"
}

resource "aws_ecs_task_definition" "this" {
  for_each = var.services

  family                   = "${local.name}-${each.key}"
  requires_compatibilities = [var.launch_type]
  network_mode             = var.launch_type == "FARGATE" ? "awsvpc" : "bridge"
  cpu                      = var.launch_type == "FARGATE" ? each.value.cpu : null
  memory                   = try(each.value.memory, null)
  execution_role_arn       = aws_iam_role.execution[0].arn
  task_role_arn            = one(aws_iam_role.task[*].arn)

  container_definitions = jsonencode(concat(
    [merge(local.defaults, { name = each.key, image = each.value.image })],
    var.sidecars,
  ))

  dynamic "volume" {
    for_each = var.volumes
    content {
      name      = volume.value.name
      host_path = try(volume.value.host_path, null)

      dynamic "efs_volume_configuration" {
        for_each = volume.value.efs[*]
        content {
          file_system_id = efs_volume_configuration.value.id
        }
      }
    }
  }

  dynamic "runtime_platform" {
    for_each = var.runtime_platform == null ? [] : [var.runtime_platform]
    content {
      cpu_architecture = runtime_platform.value
    }
  }

  lifecycle {
    create_before_destroy = true
    ignore_changes        = [container_definitions]
  }
}

resource "aws_ecs_service" "this" {
  for_each = aws_ecs_task_definition.this

  name            = each.key
  cluster         = data.aws_ecs_cluster.this.id
  task_definition = "${aws_ecs_task_definition.this[each.key].family}:${max(aws_ecs_task_definition.this[each.key].revision, data.aws_ecs_task_definition.this[each.key].revision)}"
  launch_type     = var.launch_type
  desired_count   = 1

  dynamic "load_balancer" {
    for_each = var.target_group_arn[*]
    content {
      target_group_arn = load_balancer.value
      container_name   = each.key
      container_port   = 80
    }
  }

  dynamic "network_configuration" {
    for_each = var.launch_type == "FARGATE" ? [1] : []
    content {
      subnets = var.subnets
    }
  }
}
